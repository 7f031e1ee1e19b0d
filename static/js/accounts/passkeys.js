// Asks the browser for a passkey when a form with data-passkey is sent, and sends the browser's answer along in `answer`.
// Where passkeys cannot work the form stays hidden and data-why says the reason; data-said says how a try went.

import { call } from "../lib/api.js";

const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.codePointAt(0));
const textOf = (buffer) => btoa(String.fromCodePoint(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

// WebAuthn wants bytes where JSON has base64url; browsers before 2025 cannot turn one into the other themselves.
function readable({ publicKey }) {
  const withBytes = (list) => list?.map((one) => ({ ...one, id: bytesOf(one.id) }));
  const options = { ...publicKey, challenge: bytesOf(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: bytesOf(publicKey.user.id) };
  if (publicKey.excludeCredentials) options.excludeCredentials = withBytes(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) options.allowCredentials = withBytes(publicKey.allowCredentials);
  return options;
}

function sendable(credential) {
  const { response } = credential;
  const fields = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) fields[name] = textOf(response[name]);
  }
  return JSON.stringify({
    id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response: fields,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

const REASONS = {
  NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known",
  SecurityError: "elsewhere", NotSupportedError: "unfit", ConstraintError: "unfit",
};

function say(form, what, detail = "") {
  for (const line of form.querySelectorAll("[data-said]")) line.hidden = line.dataset.said !== what;
  const place = form.querySelector("[data-detail]");
  if (detail && place) place.textContent = detail;
}

async function ask(form) {
  const options = await call("POST", form.dataset.options);
  const site = options.publicKey.rp?.id ?? options.publicKey.rpId;
  form.querySelector("[data-site]").textContent = site;
  const kind = form.dataset.passkey;
  const credential = await navigator.credentials[kind]({ publicKey: readable(options) });
  if (!credential) throw new DOMException("", "NotAllowedError");
  return sendable(credential);
}

async function run(form) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  say(form, "waiting");
  try {
    form.elements.answer.value = await ask(form);
  } catch (error) {
    button.disabled = false;
    say(form, REASONS[error.name] ?? "failed", error.status ? error.message : "");
    button.focus();
    return;
  }
  const remember = document.querySelector("input[type=checkbox][name=remember]");
  if (form.elements.remember) form.elements.remember.value = remember?.checked ? "on" : "";
  form.submit();
}

function why() {
  if (!window.isSecureContext) return "insecure";
  return window.PublicKeyCredential && navigator.credentials ? "" : "unsupported";
}

const reason = why();
for (const line of document.querySelectorAll("[data-why]")) line.hidden = line.dataset.why !== reason;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = Boolean(reason);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
}
