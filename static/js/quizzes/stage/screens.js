// One page, many screens: what they share is put in place here — class names, title, focus, what is said aloud.
const said = document.getElementById("said");
const main = document.querySelector("main");

let current = { key: null, leave: null };

// `build()` makes a screen: {look, option, title, scenery, content, focus, say, leave}; the same key is not built again.
// `look` are the body's class names; `focus` is an element, else the first heading takes it; `leave()` ends what it began.
export function show(key, build) {
  if (key === current.key) return;
  current.leave?.();
  const screen = build();
  current = { key, leave: screen.leave };
  document.body.className = `stage ${screen.look}`;
  if (screen.option) document.body.dataset.option = screen.option;
  else delete document.body.dataset.option;
  document.title = screen.title;
  main.replaceChildren(...screen.content.filter(Boolean));
  for (const extra of document.querySelectorAll("body > .scenery, body > .sky")) extra.remove();
  if (screen.scenery) main.before(screen.scenery);
  takeFocus(screen.focus ?? main.querySelector("h1"));
  if (screen.say) announce(screen.say);
}

function takeFocus(element) {
  if (!element) return;
  if (!element.matches("button, input, a[href], [tabindex]")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

export function announce(text) {
  if (said.textContent === text) said.textContent = "";
  requestAnimationFrame(() => {
    said.textContent = text;
  });
}
