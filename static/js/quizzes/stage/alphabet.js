// One alphabet: six letters, six shapes, six colours. It letters the options, marks the players and builds the piles.
import { el, hidden, svg } from "../../lib/dom.js";
import { fill, gettext } from "../../lib/text.js";

export const LETTERS = ["a", "b", "c", "d", "e", "f"];
const SHORT = 24;

const SHAPES = {
  a: () => gettext("triangle"),
  b: () => gettext("diamond"),
  c: () => gettext("circle"),
  d: () => gettext("square"),
  e: () => gettext("pentagon"),
  f: () => gettext("star"),
};

export const letterOf = (index) => LETTERS[index % LETTERS.length];
export const shapeName = (letter) => SHAPES[letter]();
export const spoken = (letter) => fill(gettext("%(letter)s, %(shape)s"), { letter: letter.toUpperCase(), shape: shapeName(letter) });

// The same shape and colour for this player on the phone, in the lobby and on the podium.
export function markOf(playerId) {
  let sum = 0;
  for (const character of playerId) sum = (sum * 31 + character.codePointAt(0)) >>> 0;
  return LETTERS[sum % LETTERS.length];
}

const drawn = (className, href, letter) =>
  svg("svg", { class: className, "data-option": letter, viewBox: "0 0 48 48", "aria-hidden": "true" }, svg("use", { href }));

export const badge = (letter, extra = "") => drawn(`badge ${extra}`.trim(), `#option-${letter}`, letter);
export const shape = (letter, extra = "") => drawn(`shape ${extra}`.trim(), `#shape-${letter}`, letter);

// The options of a question with their letters: [{id, text, media, letter}].
export const lettered = (question) => question.options.map((option, index) => ({ ...option, letter: letterOf(index) }));
export const letterOfId = (question, id) => letterOf(question.options.findIndex((option) => option.id === id));
export const optionById = (question, id) => lettered(question).find((option) => option.id === id);

export const areShort = (options) => options.every((option) => option.text.length <= SHORT);

// What stands in an option, on the projector as on the phone.
export function optionContent(option) {
  return [
    badge(option.letter),
    option.media ? el("img", { class: "thumb", src: option.media.url, alt: option.media.alt ?? "" }) : null,
    el("span", {}, hidden(`${spoken(option.letter)}: `), el("bdi", {}, option.text)),
  ];
}

export function lengthOf(text) {
  if (text.length <= 60) return "short";
  return text.length <= 160 ? "medium" : "long";
}
