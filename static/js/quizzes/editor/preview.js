/* The question as a player's phone shows it while it is open. A drawing: nothing in it can be pressed. */

import { placeOf } from "./document.js";
import { find, fromTemplate, setText, word } from "./dom.js";

const LETTERS = ["a", "b", "c", "d", "e", "f"];
const lengthOf = (text) => (text.length <= 60 ? "short" : text.length <= 160 ? "medium" : "long");

export function drawPhone(phone, question, quiz) {
  const place = placeOf(quiz, question.key) + 1;
  setText(find(".phone-count", phone), word("question-of", { n: place, total: quiz.questions.length }));
  setText(find(".phone-ring", phone), question.kind === "slide" ? "" : String(question.seconds));
  find(".phone-ring", phone).hidden = question.kind === "slide";
  const prompt = find(".phone-prompt", phone);
  setText(prompt, question.prompt.trim() || word("empty-prompt"));
  prompt.dataset.length = lengthOf(question.prompt);
  const picture = find("img", phone);
  picture.hidden = !question.media;
  if (question.media && picture.getAttribute("src") !== question.media.url) picture.src = question.media.url;
  find(".phone-body", phone).replaceChildren(...bodyOf(question));
}

function bodyOf(question) {
  if (question.kind === "slide") return [said("t-phone-note", word("phone-slide"))];
  if (question.kind === "text") return [fromTemplate("t-phone-text")];
  if (question.kind === "numeric") return [numeric(question.settings)];
  const note = question.kind === "multiple" ? [said("t-phone-note", word("phone-multiple"))] : [];
  return [...note, options(question)];
}

function said(template, text) {
  const element = fromTemplate(template);
  setText(element, text);
  return element;
}

function options(question) {
  const list = fromTemplate("t-phone-options");
  list.dataset.length = question.options.every((one) => one.text.length <= 24) ? "short" : "long";
  list.append(...question.options.map((one, index) => {
    const row = fromTemplate("t-phone-option");
    row.dataset.option = LETTERS[index];
    find("use", row).setAttribute("href", `#shape-${LETTERS[index]}`);
    setText(find("b", row), LETTERS[index].toUpperCase());
    setText(find("span", row), one.text.trim() || "…");
    return row;
  }));
  return list;
}

function numeric({ min, max, unit = "" }) {
  const element = fromTemplate("t-phone-numeric");
  const ranged = Number.isFinite(min) && Number.isFinite(max) && min < max;
  setText(find("b", element), ranged ? String(Number((min + (max - min) * 0.3).toPrecision(3))) : "0");
  setText(find("small", element), unit);
  find(".phone-slider", element).toggleAttribute("hidden", !ranged);
  if (ranged) {
    setText(find("[data-min]", element), String(min));
    setText(find("[data-max]", element), String(max));
  }
  return element;
}
