/* The only script we write. Everything here is an extra: with it off, every link and form still works. */
(() => {
  "use strict";
  const live = document.getElementById("live");
  const words = live ? live.dataset : {};
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (text) => {
    if (!live) return;
    live.textContent = "";
    requestAnimationFrame(() => { live.textContent = text; });
  };
  const token = (root) => (root.querySelector("[name=csrfmiddlewaretoken]") || document.querySelector("[name=csrfmiddlewaretoken]") || {}).value || "";
  const post = (url, body, options) => fetch(url, {
    method: "POST", credentials: "same-origin", redirect: "manual",
    headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" }, body, ...options,
  }).then((response) => {
    if (response.ok) document.dispatchEvent(new Event("alder:answered"));
    return response;
  });

  /* Leave: blank at once, end the session, and go where nothing is personal, dropping this page from history. Half a
     second is all our server may take to answer: the request outlives this page. A browser in which it would not gets
     longer. */
  const leave = (link) => {
    document.documentElement.classList.add("leaving");
    document.title = "…";
    let gone = false;
    const go = () => { if (!gone) location.replace(link.dataset.leave); gone = true; };
    setTimeout(go, "keepalive" in Request.prototype ? 500 : 3000);
    fetch(link.href, { keepalive: true, redirect: "manual", credentials: "same-origin" }).then(go, go);
  };
  const exits = all("[data-leave]");
  exits.forEach((link) => link.addEventListener("click", (event) => { event.preventDefault(); leave(link); }));
  if (exits.length) {                     /* Shift three times within 5 s; a Shift that makes a capital never counts */
    let presses = [];
    let alone = false;
    addEventListener("keydown", (event) => {
      alone = event.key === "Shift" && !event.repeat;
      if (event.key !== "Shift") presses = [];
    }, true);
    addEventListener("pointerdown", () => { alone = false; presses = []; }, true);
    addEventListener("keyup", (event) => {
      if (event.key !== "Shift" || !alone) return;
      alone = false;
      const now = Date.now();
      presses = [...presses.filter((then) => now - then < 5000), now];
      if (presses.length >= 3) leave(exits[0]);
      else say(presses.length === 1 ? words.two : words.one);
    }, true);
  }

  /* Autosave. POST question, value (one or several, in page order) and sequence to the form's data-autosave;
     200 {sequence, saved_at}; 409 {sequence, message}. One request per question at a time. */
  all("form[data-autosave]").forEach((form) => {
    const out = form.querySelector("[data-save-status]");
    const clock = form.querySelector("[data-save-time]");
    const seen = form.querySelector("[name=seen]");
    const questions = new Map();
    let leaving = false;
    let pressed = false;
    let signedOut = false;
    const some = (name) => [...questions.values()].some((state) => state[name]);
    const show = (text, bad, time = "") => {
      if (!out) return;
      if (clock) clock.textContent = time;   /* beside the live region: a new minute is not read out */
      const told = clock ? text : `${text} ${time}`.trim();
      if (out.textContent === told) return;
      out.textContent = told;
      out.parentElement.classList.toggle("save--bad", Boolean(bad));
    };
    const holder = (control) => control.closest("[data-question]") || control;
    const names = (box) => new Set((box.name ? [box] : all("[name]", box)).map((control) => control.name).filter((name) => name !== "csrfmiddlewaretoken"));
    const body = (box) => {
      const data = new FormData(form);
      const sent = new URLSearchParams();
      sent.set("csrfmiddlewaretoken", token(form));
      sent.set("question", box.dataset.question || box.name);
      names(box).forEach((name) => data.getAll(name).forEach((value) => sent.append("value", value)));
      sent.set("sequence", box.dataset.sequence || "0");
      return sent;
    };
    const wait = (box, state, delay) => {
      clearTimeout(state.timer);
      state.timer = setTimeout(() => save(box, state), delay);
    };
    const retry = (box, state) => {
      show(words.unsaved, true);
      state.changed = true;
      state.fails += 1;
      wait(box, state, Math.min(30000, 1000 * 2 ** state.fails));
    };
    const answer = async (box, state, response) => {
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
        signedOut = state.changed = true;
        return show(words.signedOut, true);
      }
      if (response.status >= 500 || response.status === 429) return retry(box, state);
      signedOut = false;
      const told = await response.json().catch(() => ({}));
      if (told.sequence !== undefined) box.dataset.sequence = told.sequence;
      state.fails = 0;
      state.torn = state.torn || response.status === 409;
      state.refused = !response.ok && response.status !== 409;
      if (state.refused) return show(told.message || words.unsaved, true);
      if (some("fails") || some("refused")) return undefined;
      return some("torn") ? show(words.conflict, true) : show(words.saved, false, told.saved_at);
    };
    const save = async (box, state, options) => {
      clearTimeout(state.timer);
      if (state.busy || leaving) return;
      state.changed = false;
      const slow = setTimeout(() => show(words.unsaved, true), 2000);
      state.busy = post(form.dataset.autosave, body(box), options).then((response) => answer(box, state, response)).catch(() => retry(box, state));
      await state.busy;
      clearTimeout(slow);
      state.busy = null;
      if (state.changed && !state.fails && !signedOut) wait(box, state, 400);
    };
    const touch = (event) => {
      const control = event.target;
      if (!control.name || control.name === "csrfmiddlewaretoken") return;
      const box = holder(control);
      if (!questions.has(box)) questions.set(box, { fails: 0 });
      const state = questions.get(box);
      state.changed = true;
      wait(box, state, event.type === "change" ? 400 : 1500);
    };
    const flush = (options) => questions.forEach((state, box) => { if (state.changed) save(box, state, options); });
    form.addEventListener("input", touch);
    form.addEventListener("change", touch);
    /* The button sends what the page has seen by now. What waits is saved first: where that fails, the page stays. */
    const settled = async (box, state) => {
      if (state.busy) await state.busy;
      if (state.changed) await save(box, state);
    };
    form.addEventListener("submit", async (event) => {
      questions.forEach((state) => clearTimeout(state.timer));
      const waiting = [...questions].filter(([, state]) => state.busy || state.changed);
      if (!waiting.length && !signedOut && navigator.onLine) {
        leaving = true;
        if (seen) seen.value = all("[data-question]", form).map((box) => `${box.dataset.question}:${box.dataset.sequence || 0}`).join(" ");
        return;
      }
      event.preventDefault();
      if (signedOut) { renew(); return; }
      if (!navigator.onLine) { show(words.unsaved, true); return; }
      if (pressed) return;
      pressed = true;
      await Promise.all(waiting.map(([box, state]) => settled(box, state)));
      pressed = false;
      if (!signedOut && !some("fails")) form.requestSubmit(event.submitter);
    });
    /* Signed in again in another tab: this page takes the new token and saves what waits. Never for somebody else. */
    const renew = async () => {
      const text = await fetch(location.href, { redirect: "manual" }).then((response) => (response.ok ? response.text() : "")).catch(() => "");
      const page = new DOMParser().parseFromString(text, "text/html");
      const fresh = token(page);
      if (!fresh || page.body.dataset.person !== document.body.dataset.person) return;
      all("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = fresh; });
      flush();
    };
    addEventListener("offline", () => { if (some("changed")) show(words.unsaved, true); });
    addEventListener("online", () => flush());
    addEventListener("pageshow", () => { leaving = false; });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) flush({ keepalive: true });
      else if (signedOut) renew();
    });
  });

  /* A slider beside its number: the number is what is sent, and may stay empty. */
  all("[data-slider-for]").forEach((range) => {
    const number = document.getElementById(range.dataset.sliderFor);
    if (!number) return;
    const follow = () => {
      const none = number.value === "";
      range.classList.toggle("is-unset", none);
      if (none) range.setAttribute("aria-valuetext", range.dataset.none);
      else { range.removeAttribute("aria-valuetext"); range.value = number.value; }
    };
    range.hidden = false;
    follow();
    number.addEventListener("input", follow);
    const tell = (kind) => () => { number.value = range.value; number.dispatchEvent(new Event(kind, { bubbles: true })); };
    range.addEventListener("input", tell("input"));
    range.addEventListener("change", tell("change"));
    range.addEventListener("click", () => { if (number.value === "") tell("change")(); });
  });

  /* Things to sort: each goes to the list its choice names. */
  all("[data-sorting]").forEach((box) => box.addEventListener("change", ({ target }) => {
    const thing = box.querySelector(`[data-thing="${target.name.split("-").pop()}"]`);
    const list = box.querySelector(`[data-side="${target.value.split(":")[1] || ""}"]`);
    if (thing && list) list.append(thing);
  }));

  /* Reading: mark the heading we are at in the contents, and keep the reader's place. */
  const article = document.querySelector("[data-place-url], [data-reading]");
  if (article && "IntersectionObserver" in window) {
    const marks = all("h2[id], h3[id], section[id]", article).filter((mark) => !/-label$|-title$/.test(mark.id));
    const links = all(".toc a[href^='#']");
    const url = article.dataset.placeUrl;
    let here = "";
    let kept = article.dataset.place || "";
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      timer = 0;
      if (!url || !here || here === kept) return;
      kept = here;
      post(url, new URLSearchParams({ csrfmiddlewaretoken: token(article), place: here }), { keepalive: true }).catch(() => {});
    };
    const look = () => {
      const passed = marks.filter((mark) => mark.getBoundingClientRect().top < innerHeight * 0.4).pop();
      const id = passed ? passed.id : "";
      if (id === here) return;
      here = id;
      links.forEach((link) => {
        if (link.hash === `#${here}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
      timer = timer || setTimeout(keep, 5000);
    };
    const watcher = new IntersectionObserver(look, { rootMargin: "0px 0px -60% 0px" });
    marks.forEach((mark) => watcher.observe(mark));
    document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
    addEventListener("pagehide", keep);
  }

  /* Small things */
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });
  all("[data-reveal]").forEach((button) => {
    const input = document.getElementById(button.dataset.reveal);
    if (!input) return;
    const closed = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = input.type === "password";
      input.type = open ? "text" : "password";
      button.textContent = open ? button.dataset.hide : closed;
    });
  });
  all("[data-dialog]").forEach((opener) => opener.addEventListener("click", (event) => {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog || !dialog.showModal) return;
    event.preventDefault();
    dialog.showModal();
  }));
  all("dialog [data-close]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));
  let opened = [];
  addEventListener("beforeprint", () => { opened = all("details:not([open])"); opened.forEach((part) => { part.open = true; }); });
  addEventListener("afterprint", () => opened.forEach((part) => { part.open = false; }));
})();
