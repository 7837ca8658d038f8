/* The warning before a visit ends by itself, and the cover over the page once it has. Only where visits are short; without
   it the page says how long they last, and what is sent too late is offered back after signing in. */
(() => {
  "use strict";
  const box = document.querySelector("[data-visit]");
  const over = document.querySelector("[data-visit-over]");
  if (!box || !over) return;
  const idle = Number(box.dataset.idle) * 1000;
  const ahead = Number(box.dataset.ahead) * 1000;
  const stay = box.querySelector("form");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("visit") : null;
  let ends = Date.now() + Number(box.dataset.left) * 1000;
  let touched = 0;                        /* when somebody last pressed a key or moved something here */
  let asking = false;
  let last = false;                       /* the longest time is nearly over: no press makes it longer */
  let before = null;
  let unsent = null;                      /* the form with words that no script saves */

  const close = () => {
    if (box.hidden) return;
    box.hidden = true;
    if (before && before.isConnected) before.focus();
  };
  const goes = (until) => {
    if (until <= ends) return;
    ends = until;
    if (ends - Date.now() > ahead) close();
  };
  const tell = (until) => { goes(until); if (tabs) tabs.postMessage(until); };
  if (tabs) {
    tabs.addEventListener("message", ({ data }) => goes(Number(data) || 0));
    tabs.postMessage(ends);
  }
  /* Something of this page was saved: the server writes down a sign of life at least every tenth of the time. */
  document.addEventListener("alder:answered", () => tell(Date.now() + idle * 0.9));

  const extend = async () => {
    if (asking) return;
    asking = true;
    const body = new URLSearchParams(new FormData(stay));
    const answer = await fetch(stay.action, { method: "POST", credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, body }).catch(() => null);
    asking = false;
    if (!answer) return;                  /* no network: try again at the next look */
    if (!answer.ok) { cover(); return; }
    const { left } = await answer.json();
    tell(Date.now() + left * 1000);
    last = left * 1000 <= ahead;
    if (last) { ends = Date.now() + left * 1000; warn(); } else close();
  };
  const warn = () => {
    if (!box.hidden) return;
    before = document.activeElement;
    box.hidden = false;
    box.querySelector("button").focus();
  };
  const cover = () => {
    if (!over.hidden) return;
    clearInterval(clock);
    box.hidden = true;
    over.hidden = false;
    document.documentElement.classList.add("covered");
    document.title = over.querySelector("[role=heading]").textContent;
    over.focus();
  };
  const look = () => {
    const left = ends - Date.now();
    if (left <= 0) cover();
    else if (left <= ahead && box.hidden && !last && Date.now() - touched < 5 * 60 * 1000) extend();
    else if (left <= ahead) warn();
  };
  const clock = setInterval(look, 1000);
  for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"]) addEventListener(kind, () => { if (box.hidden) touched = Date.now(); }, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  stay.addEventListener("submit", (event) => { event.preventDefault(); extend(); });
  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (form && form.method === "post" && form !== stay && !form.matches("[data-autosave]")) unsent = form;
  });
  /* Sent now, the words reach the server after the visit: it keeps them for the person until they have signed in. */
  over.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    if (unsent) HTMLFormElement.prototype.submit.call(unsent);
    else location.assign(`${event.currentTarget.href}?next=${encodeURIComponent(location.pathname + location.search)}`);
  });
})();
