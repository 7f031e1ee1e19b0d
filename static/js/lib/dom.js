// Elements without markup: every text becomes a text node, so nothing that somebody typed is ever parsed.
const SVG = "http://www.w3.org/2000/svg";

function fillIn(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" && "value" in element) element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const el = (tag, attributes = {}, ...children) => fillIn(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) => fillIn(document.createElementNS(SVG, tag), attributes, children);

export const bdi = (text) => el("bdi", {}, text);
export const name = (text) => el("span", { class: "name" }, bdi(text));
export const hidden = (text) => el("span", { class: "sr-only" }, text);
export const icon = (id, extra = "") =>
  svg("svg", { class: `icon ${extra}`.trim(), viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("use", { href: `#icon-${id}` }));

// A text with %(name)s marks and elements to stand in their places: sentences stay whole for translators.
export function sentence(text, parts) {
  return text.split(/(%\(\w+\)s)/).map((piece) => {
    const mark = /^%\((\w+)\)s$/.exec(piece);
    return mark ? parts[mark[1]] : piece;
  });
}
