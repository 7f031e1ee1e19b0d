/* The kinds that can be written here. One module a kind of body; a kind is an entry here, a word and a picture in the page.
   `make` gives a new question its own parts, `convert` keeps what can be kept when a question changes its kind,
   `body(editor, key)` builds the part of the sheet below the prompt and answers {element, sync(question)}. */

import { option } from "../document.js";
import { word } from "../dom.js";
import { choiceBody } from "./choice.js";
import { numericBody } from "./numeric.js";
import { slideBody } from "./slide.js";
import { textBody } from "./text.js";

const seconds = (question) => word("seconds", { n: question.seconds });
const blank = () => [option(), option(), option(), option()];
const filled = (options) => options.filter((one) => one.text.trim() || one.correct);
const padded = (options) => (options.length < 2 ? [...options, ...blank()].slice(0, 4) : options);

/* Options of another kind, with at most one of them right. */
function onlyFirstRight(options) {
  const first = options.findIndex((one) => one.correct);
  return options.map((one, index) => ({ ...one, correct: index === first }));
}

const trueAndFalse = () => [option(word("true"), true), option(word("false"))];

function kind(name, entry) {
  return {
    id: name,
    name: word(`kind-${name}`),
    icon: `k-${name.replace("_", "")}`,
    answered: true,
    scored: true,
    note: seconds,
    make: () => ({ options: [], settings: {} }),
    convert: () => ({}),
    ...entry,
  };
}

export const KINDS = Object.fromEntries([
  kind("single", {
    make: () => ({ options: blank(), settings: {} }),
    convert: (question) => ({ options: onlyFirstRight(padded(filled(question.options))) }),
    body: (editor, key) => choiceBody(editor, key, { alone: true }),
  }),
  kind("multiple", {
    make: () => ({ options: blank(), settings: { partial: true } }),
    convert: (question) => ({ options: padded(filled(question.options)) }),
    body: (editor, key) => choiceBody(editor, key, { alone: false }),
  }),
  kind("true_false", {
    seconds: 10,
    make: () => ({ options: trueAndFalse(), settings: {} }),
    body: (editor, key) => choiceBody(editor, key, { alone: true, fixed: true }),
  }),
  kind("numeric", { seconds: 30, make: () => ({ options: [], settings: { tolerance: 0 } }), body: numericBody }),
  kind("text", { seconds: 30, make: () => ({ options: [], settings: { accepted: [], typos: 1 } }), body: textBody }),
  kind("poll", {
    scored: false,
    note: (question) => `${seconds(question)} · ${word("no-points")}`,
    make: () => ({ options: blank(), settings: {} }),
    convert: (question) => ({ options: padded(filled(question.options)) }),
    body: (editor, key) => choiceBody(editor, key, { marks: false }),
  }),
  kind("slide", { answered: false, scored: false, note: () => word("not-answered"), body: slideBody }),
].map((one) => [one.id, one]));

export function newQuestion(name, key) {
  const { seconds: time = 20, make, scored } = KINDS[name];
  return { key, kind: name, prompt: "", media: null, seconds: time, points: scored ? 1000 : 0, explanation: "", ...make() };
}

/** What changes when a question becomes another kind. Prompt, picture and explanation stay in any case. */
export function converted(question, name) {
  const target = KINDS[name];
  const keepsOptions = question.options.length > 0 && question.kind !== "true_false";
  return {
    kind: name,
    points: target.scored ? question.points || 1000 : 0,
    ...target.make(),
    ...(keepsOptions ? target.convert(question) : {}),
  };
}
