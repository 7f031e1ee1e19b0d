// The reveal on the projector: what was right, how the class answered, and why.
import { bdi, el, hidden, icon, sentence, svg } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number } from "../../../lib/text.js";
import { badge, lengthOf, lettered, optionContent, spoken } from "../alphabet.js";
import { hasRanking, isLast } from "./model.js";
import { button, controls, questionOf, slideHead, soundButton, titleLine } from "./parts.js";
import { piles } from "./piles.js";
import { plot } from "./plot.js";

const LONG_OPTION = 44;
const SHOWN_RIGHT = 6;

const asList = (value) => (Array.isArray(value) ? value : [value]);
const check = () => icon("check");

export function reveal(model, page) {
  const kind = KINDS[model.question.kind](model);
  const next = isLast(model)
    ? button(gettext("Podium"), () => page.command("next"), { look: "go" })
    : button(gettext("Next question"), () => page.command("next"), { look: scored(model) ? "" : "go" });
  const ranking = button(gettext("Ranking"), () => page.turn("ranking"), { look: isLast(model) ? "" : "go", key: "R" });
  const buttons = !scored(model) ? [next] : isLast(model) ? [ranking, next] : [next, ranking];
  return {
    look: "projector reveal",
    title: fill(gettext("Answer to question %(n)s of %(total)s"), { n: model.index + 1, total: model.total }),
    content: [
      slideHead(model, page),
      el("section", { class: `step step-answer ${kind.look ?? ""}`.trim() }, kind.content),
      controls(titleLine(model), soundButton(page), isLast(model) ? null : page.endButton(), pauseButton(model, page), buttons),
    ],
    say: kind.say,
  };
}

export const scored = (model) => !["poll", "slide"].includes(model.question.kind) && hasRanking(model);

export const pauseButton = (model, page) =>
  model.paused
    ? button(gettext("Go on"), () => page.command("resume"), { sign: "play", key: "P" })
    : null;

const asked = (model) => el("p", { class: "asked" }, bdi(model.question.prompt));
const explained = ({ reveal: { explanation } }) => (explanation ? el("p", { class: "explanation", "data-length": lengthOf(explanation) }, bdi(explanation)) : null);

function scoreLine(model) {
  const { right, answered } = model.reveal;
  const all = Math.max(model.count, answered);
  return el("p", { class: "score-line" }, sentence(ngettext("%(n)s of %(all)s had it", "%(n)s of %(all)s had it", right), { n: el("b", {}, number(right)), all: number(all) }));
}

const verdict = (model, right) => el("div", { class: "verdict" }, asked(model), right, scoreLine(model), explained(model));

function picked(model) {
  const right = new Set(asList(model.reveal.correct));
  const options = lettered(model.question).filter((option) => right.has(option.id));
  return {
    content: [verdict(model, options.length === 1 ? rightOption(options[0]) : rightOptions(options)), piles(model.question, model.reveal.distribution)],
    say: fill(gettext("Right answer: %(answer)s"), { answer: options.map((option) => option.text).join(", ") }),
  };
}

function rightOption(option) {
  return el(
    "h1",
    { class: "right-option", "data-option": option.letter, "data-length": option.text.length > LONG_OPTION ? "long" : option.text.length > 24 ? "medium" : null },
    badge(option.letter),
    option.media ? el("img", { class: "thumb", src: option.media.url, alt: option.media.alt ?? "" }) : null,
    el("span", {}, hidden(`${gettext("Right answer:")} ${spoken(option.letter)}: `), bdi(option.text)),
    check(),
  );
}

function rightOptions(options) {
  return [
    el("h1", { class: "sr-only" }, gettext("Right answers")),
    el("ul", { class: "right-options" }, options.map((option) => el("li", { class: "option", "data-option": option.letter }, optionContent(option), check()))),
  ];
}

function numeric(model) {
  const { unit } = model.question.settings;
  const { correct, distribution } = model.reveal;
  const band = distribution.find((column) => column.correct);
  const exact = !band || band.from === band.to;
  const right = el(
    "h1",
    { class: "right-option is-true" },
    el("span", {}, hidden(gettext("Right answer:")), " ", number(correct), unit ? [" ", el("small", {}, bdi(unit))] : null),
    check(),
  );
  const within = exact ? null : el("p", { class: "within" }, fill(gettext("%(from)s to %(to)s counts as right"), { from: number(band.from), to: number(band.to) }));
  return {
    look: "wide numbers",
    content: [el("div", { class: "verdict" }, asked(model), right, within, scoreLine(model), explained(model)), plot(distribution, correct)],
    say: fill(gettext("Right answer: %(answer)s"), { answer: `${number(correct)} ${unit ?? ""}`.trim() }),
  };
}

// What was typed, most first: a bar a spelling, solid where it was accepted.
function text(model) {
  const accepted = asList(model.reveal.correct);
  const rows = model.reveal.distribution;
  const most = Math.max(1, ...rows.map((row) => row.count));
  const right = el("h1", { class: "right-option is-true", "data-length": accepted[0].length > 18 ? "long" : null }, el("span", {}, hidden(gettext("Right answer:")), " ", bdi(accepted[0])), check());
  const others = accepted.slice(1, SHOWN_RIGHT);
  const also = others.length ? el("p", { class: "also" }, gettext("Also right:"), " ", others.map((one, index) => [index ? ", " : "", bdi(one)])) : null;
  return {
    look: "texts",
    content: [
      el("div", { class: "verdict" }, asked(model), right, also, scoreLine(model), explained(model)),
      el("ol", { class: "typed", "aria-label": gettext("What the class typed, most first"), "data-many": rows.length > 7 }, rows.map((row) => typed(row, most))),
    ],
    say: fill(gettext("Right answer: %(answer)s"), { answer: accepted[0] }),
  };
}

function typed(row, most) {
  const words = row.text === null ? fill(ngettext("%(n)s other answer", "%(n)s other answers", row.different), { n: row.different }) : bdi(row.text);
  return el(
    "li",
    { class: row.correct ? "is-right" : null },
    el("span", { class: "words" }, row.correct ? [icon("check"), hidden(gettext("right:"))] : null, words),
    svg(
      "svg",
      { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { width: (100 * row.count) / most, height: 10 }),
    ),
    el("b", {}, number(row.count)),
  );
}

function poll(model) {
  const votes = model.reveal.answered;
  return {
    look: "whole",
    content: [
      el(
        "div",
        { class: "verdict" },
        el("h1", { "data-length": lengthOf(model.question.prompt) }, bdi(model.question.prompt)),
        el("p", {}, fill(ngettext("%(n)s vote, no points", "%(n)s votes, no points", votes), { n: votes })),
      ),
      piles(model.question, model.reveal.distribution, { open: true }),
    ],
    say: gettext("The votes are in."),
  };
}

function slide(model) {
  return {
    look: "whole",
    content: [el("div", { class: "verdict" }, el("h1", { "data-length": lengthOf(model.question.prompt) }, bdi(model.question.prompt)), explained(model))],
    say: questionOf(model),
  };
}

const KINDS = { single: picked, true_false: picked, multiple: picked, numeric, text, poll, slide };
