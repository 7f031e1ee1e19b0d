/* Small hands for the page. Text of people only ever becomes textContent or a value, never markup. */

export const find = (selector, within = document) => within.querySelector(selector);
export const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

/** The first element of the page's <template id=…>, cloned. */
export function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** A sentence of the page's own language (templates/quizzes/library/_words.html), `{name}` filled in. */
const words = new Map(
  findAll("[data-word]", document.getElementById("words").content).map((one) => [one.dataset.word, one.textContent.trim()]),
);
export function word(name, values = {}) {
  const text = words.get(name);
  if (text === undefined) throw new Error(`No word "${name}" on the page.`);
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Gives a field its value without moving the caret of one that shows it already. */
export function setValue(field, value) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(value);
  else if (field.value !== String(value ?? "")) field.value = String(value ?? "");
}

export function setIcon(svg, name) {
  find("use", svg).setAttribute("href", `#${name}`);
}

/** Makes the children of `parent` stand for `items`, keeping the elements (and the focus) of those that stay. */
export function reconcile(parent, items, make, update) {
  const standing = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let next = parent.firstElementChild;
  items.forEach((item, index) => {
    let element = standing.get(item.key);
    if (!element) {
      element = make(item);
      element.dataset.key = item.key;
    }
    standing.delete(item.key);
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
    update(element, item, index);
  });
  for (const gone of standing.values()) gone.remove();
}

const stillness = matchMedia("(prefers-reduced-motion: reduce)");
/** Lets children glide from where they stood to where `change` puts them. */
export function glide(parent, change) {
  const before = new Map([...parent.children].map((child) => [child, child.getBoundingClientRect()]));
  change();
  if (stillness.matches) return;
  for (const child of parent.children) {
    const was = before.get(child);
    if (!was) continue;
    const is = child.getBoundingClientRect();
    const [x, y] = [was.left - is.left, was.top - is.top];
    if (x || y) child.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], { duration: 160, easing: "cubic-bezier(.2, .7, .2, 1)" });
  }
}

let asked = 0;
export function newId(prefix) {
  asked += 1;
  return `${prefix}-${asked}`;
}
