/* Passkeys. Only on the pages that offer one; without it (or in a browser that cannot) the page says so and codes work. */
(() => {
  "use strict";
  const able = isSecureContext && window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  const asked = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
    const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    return (await answer.json()).publicKey;
  };
  const made = (options, alone) => {
    if (alone) Object.assign(options.authenticatorSelection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  };
  const shown = (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  const reasons = { InvalidStateError: "again", SecurityError: "address" };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    if (!able) return;
    const { credential, passwordless, remember } = form.elements;
    const out = form.querySelector("[data-passkey-status]");
    document.getElementById(form.dataset.without).hidden = true;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      out.textContent = "";
      try {
        const options = await asked(form);
        const found = form.dataset.passkey === "create" ? await made(options, passwordless && passwordless.checked) : await shown(options);
        credential.value = JSON.stringify(found.toJSON());
        if (remember) remember.value = document.getElementById("id_remember").checked ? "on" : "";
        form.submit();
      } catch (error) {
        out.textContent = out.dataset[reasons[error.name] || "refused"];
      }
    });
  });
})();
