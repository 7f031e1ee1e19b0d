/* The library searches while one types. Without this the form's own button does the same. */

const PAUSE = 250;
const form = document.getElementById("finder");
const field = form.elements.q;
let timer = 0;
let running = null;

async function search() {
  running?.abort();
  running = new AbortController();
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
  document.getElementById("results").setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: running.signal });
    if (!response.ok || response.redirected) { location.assign(address); return; }
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    history.replaceState(null, "", address);
  } catch (error) {
    // The words stay in the field; the button goes the long way and says what is wrong.
    if (error.name !== "AbortError") document.getElementById("results").removeAttribute("aria-busy");
  }
}

/* The server's own markup, parsed without running anything. The status line stays the same element, so it is spoken. */
function show(page) {
  const [now, next] = [document, page].map((one) => one.getElementById("results"));
  const said = document.getElementById("found");
  const says = page.getElementById("found").textContent;
  page.getElementById("found").remove();
  said.textContent = says;
  now.replaceChildren(said, ...next.childNodes);
  now.removeAttribute("aria-busy");
  const tabs = (one) => [...one.querySelectorAll(".tabs a")];
  tabs(page).forEach((tab, place) => { tabs(document)[place].href = tab.href; });
}

form.querySelector("[type=submit]").hidden = true;
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  search();
});
