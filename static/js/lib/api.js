/* Calls to our own REST API with the session cookie. Every failure is an ApiError that says what to do about it. */

export class ApiError extends Error {
  constructor(status, errors) {
    super(errors[0]?.detail || `HTTP ${status}`);
    this.status = status;            // 0: the server was not reached
    this.code = errors[0]?.code || "";
    this.errors = errors;            // [{code, detail, attr}]
  }

  /** Trying again later may help: no network, an overloaded or restarting server. */
  get passes() { return this.status === 0 || this.status === 429 || this.status >= 500; }
}

/* The cookie is fresher than the page: signing in again in another tab changes the token. */
function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => /^(__Host-|__Secure-)?csrftoken=/.test(part));
  return cookie ? cookie.slice(cookie.indexOf("=") + 1) : document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
}

function failure(status, text) {
  try {
    const { errors } = JSON.parse(text);
    if (Array.isArray(errors) && errors.length) return new ApiError(status, errors);
  } catch { /* a proxy's own page: the status has to do */ }
  return new ApiError(status, []);
}

export async function call(method, url, data, { signal, keepalive = false } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (data !== undefined) headers["Content-Type"] = "application/json";
  let response;
  let text;
  try {
    response = await fetch(url, {
      method, headers, signal, keepalive, credentials: "same-origin",
      body: data === undefined ? undefined : JSON.stringify(data),
    });
    text = await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, []);
  }
  if (!response.ok) throw failure(response.status, text);
  return text ? JSON.parse(text) : null;
}

/** Sends a form with files. XMLHttpRequest, because fetch cannot say how far an upload is. */
export function upload(url, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.onprogress = (event) => { if (event.lengthComputable) onProgress?.(event.loaded / event.total); };
    request.onerror = () => reject(new ApiError(0, []));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(failure(request.status, request.responseText));
    };
    request.send(form);
  });
}
