// Passkeys: the one thing of the account that a browser can't do without a script.
// <form data-passkey="login|get|create"> with a hidden input "credential" and, but for "login" (which asks for its
// options when it is sent), the options in #passkey-options.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function readOptions(publicKey) {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: toBytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) options[list] = options[list].map((known) => ({ ...known, id: toBytes(known.id) }));
  }
  return options;
}

function writeCredential({ id, rawId, type, response, authenticatorAttachment, getClientExtensionResults }, credential) {
  const answer = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) answer[part] = toText(response[part]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  const clientExtensionResults = getClientExtensionResults.call(credential);
  return JSON.stringify({ id, rawId: toText(rawId), type, authenticatorAttachment, response: answer, clientExtensionResults });
}

async function askForOptions(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function prove(form) {
  const kind = form.dataset.passkey;
  const data = kind === "login" ? await askForOptions(form) : JSON.parse(document.getElementById("passkey-options").textContent);
  const asked = (data.request_options ?? data.creation_options).publicKey;
  if (kind === "create" && form.elements.passwordless?.checked) {
    asked.authenticatorSelection = { ...asked.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  }
  const publicKey = readOptions(asked);
  const credential = await (kind === "create" ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  form.elements.credential.value = writeCredential(credential, credential);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const status = form.querySelector("[data-passkey-status]");
  form.hidden = form.dataset.passkey === "login" && !window.PublicKeyCredential;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    status.hidden = true;
    prove(form).catch(() => {
      status.textContent = form.dataset.refused;
      status.hidden = false;
    });
  });
}
