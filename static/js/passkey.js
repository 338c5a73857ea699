// Passkeys: what takes a browser that knows them is shown in such a browser only, and what goes wrong is said in the page.

const knows = "PublicKeyCredential" in window;

for (const form of document.querySelectorAll("form.passkey")) form.hidden = !knows;
for (const words of document.querySelectorAll("[data-passkey-missing]")) words.hidden = knows;
for (const add of document.querySelectorAll("#passkey-add")) add.disabled = !knows;

// A form says which ceremony its button begins; the page's data for it, where it takes any, is in #passkey-data.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button").id;
  const { credential, passwordless } = form.elements;
  const ids = { login: button, authenticate: button, add: button, credential: credential.id, data: "passkey-data" };
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids: { ...ids, passwordless: passwordless?.id } });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const words of document.querySelectorAll("[data-passkey-error]")) words.hidden = false;
});
