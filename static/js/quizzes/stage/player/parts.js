// Pieces that several of the phone's screens share.
import { bdi, el, hidden, icon, name } from "../../../lib/dom.js";
import { fill, gettext, number, ordinal } from "../../../lib/text.js";
import { lettered, optionContent } from "../alphabet.js";
import { written } from "./measuring.js";

export const PICKED = new Set(["single", "true_false", "multiple", "poll"]);

export const questionOf = (model) => fill(gettext("Question %(n)s of %(total)s"), { n: model.index + 1, total: model.total });

export const strip = (model, end) =>
  el("header", { class: "strip" }, name(model.me?.nickname ?? model.title), end ?? el("span", {}, questionOf(model)));

// The question's picture: a glance beside the answers, the whole screen when pressed. Needs no script once it stands.
export function picture(media) {
  if (!media) return [];
  const alt = media.alt || gettext("The question’s picture");
  const image = (text) => el("img", { src: media.url, width: media.width, height: media.height, alt: text });
  return [
    el(
      "button",
      { class: "glance", type: "button", popovertarget: "whole", "aria-label": fill(gettext("%(alt)s: show it large"), { alt }) },
      image(""),
      el("span", { class: "zoom" }, icon("zoom")),
    ),
    el(
      "div",
      { class: "whole", id: "whole", popover: true },
      image(alt),
      el(
        "button",
        { class: "button wide", type: "button", popovertarget: "whole", popovertargetaction: "hide", autofocus: true },
        gettext("Back to the answers"),
      ),
    ),
  ];
}

const asList = (value) => (Array.isArray(value) ? value : [value]);

// What is right, as tiles: options with their letters, numbers and words on the ground of what is right.
export function rightTiles(question, correct) {
  if (PICKED.has(question.kind)) {
    const right = new Set(asList(correct));
    return lettered(question)
      .filter((option) => right.has(option.id))
      .map((option) => el("li", { class: "option", "data-option": option.letter }, optionContent(option)));
  }
  const text = question.kind === "numeric" ? written(question, correct) : asList(correct)[0];
  return [el("li", { class: "option is-true" }, icon("check"), el("span", {}, bdi(text)))];
}

// What this player said, inside a sentence.
export function saidWords(question, answer) {
  if (PICKED.has(question.kind)) {
    const given = new Set(asList(answer));
    return lettered(question).filter((option) => given.has(option.id));
  }
  return [question.kind === "numeric" ? written(question, answer) : String(answer)];
}

export function standing(model, { streak, ahead }) {
  const fact = (label, value) => el("div", {}, el("dt", {}, label), el("dd", {}, value));
  return el(
    "section",
    { class: "standing", "aria-label": gettext("Where you stand") },
    el(
      "dl",
      { class: "facts" },
      fact(gettext("points"), number(model.score)),
      fact(gettext("place"), model.rank ? ordinal(model.rank) : "–"),
      fact(gettext("in a row"), number(streak)),
    ),
    rungs(model, ahead),
  );
}

// Two rungs: the one just above, and you.
function rungs(model, ahead) {
  if (!model.rank) return null;
  const me = el(
    "li",
    { class: "me", "aria-current": "true" },
    el("span", {}, number(model.rank)),
    name(model.me.nickname),
    el("span", {}, number(model.score)),
  );
  if (!ahead) return el("div", { class: "rungs" }, el("p", { class: "ahead" }, gettext("Nobody is ahead of you.")), el("ol", { class: "ladder" }, me));
  return el(
    "div",
    { class: "rungs" },
    el(
      "ol",
      { class: "ladder", "aria-label": gettext("The one ahead, and you") },
      el(
        "li",
        {},
        el("span", {}, icon("up"), hidden(gettext("ahead"))),
        name(ahead.nickname),
        el("span", {}, el("bdi", { dir: "ltr" }, `+${number(ahead.score - model.score)}`)),
      ),
      me,
    ),
  );
}
