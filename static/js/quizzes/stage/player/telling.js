// After a question, and after the last: what it was, what it did for you, where you stand.
import { bdi, el, hidden, icon, sentence } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number, ordinal, plus } from "../../../lib/text.js";
import { badge, letterOfId, markOf, optionContent, shape, spoken } from "../alphabet.js";
import { confetti } from "../confetti.js";
import { makeRing } from "../countdown.js";
import { PICKED, rightTiles, saidWords, standing, strip } from "./parts.js";

export function told(model) {
  const { you } = model.reveal;
  const verdict = verdictOf(model, you);
  const ghost = verdict.look === "right" && PICKED.has(model.question.kind) && !Array.isArray(you.answer);
  return {
    look: `player told ${verdict.look}`,
    title: verdict.word,
    scenery: ghost ? scenery(letterOfId(model.question, you.answer)) : null,
    content: [
      strip(model),
      el("div", { class: "centre" }, verdict.content),
      you.correct === null && model.question.kind === "poll" ? null : standing(model, you),
    ],
    say: verdict.say,
  };
}

function scenery(letter) {
  const box = el("div", { class: "scenery", "aria-hidden": "true" }, shape(letter, "ghost"));
  box.querySelector("svg").removeAttribute("data-option");
  return box;
}

function verdictOf(model, you) {
  if (model.question.kind === "poll") return votes(model, you);
  if (you.correct === true) return right(you);
  if (you.points > 0) return half(model, you);
  return you.answer === null ? timeUp(model) : wrong(model, you);
}

const title = (sign, word) => el("h1", {}, sign, word);

const pointsLine = (points) => el("p", { class: "points", "data-length": points > 999 ? "long" : null }, el("bdi", { dir: "ltr" }, plus(points)));

function right(you) {
  const points = you.points + you.streak_bonus;
  return {
    look: "right",
    word: gettext("Right"),
    say: fill(ngettext("Right, %(n)s point.", "Right, %(n)s points.", points), { n: points }),
    content: [
      title(icon("check"), gettext("Right")),
      points > 0 ? pointsLine(points) : null,
      you.streak_bonus > 0 ? el("p", { class: "ahead" }, fill(gettext("%(n)s of them for your streak"), { n: you.streak_bonus })) : null,
      points > 0 ? null : el("p", { class: "ahead" }, gettext("This one was just for practice: no points.")),
    ],
  };
}

const because = (model) => (model.reveal.explanation ? el("p", { class: "because soft" }, bdi(model.reveal.explanation)) : null);
const rightList = (model) => el("ul", { class: "rights" }, rightTiles(model.question, model.reveal.correct));

function half(model, you) {
  return {
    look: "wrong half",
    word: gettext("Partly right"),
    say: fill(ngettext("Partly right, %(n)s point.", "Partly right, %(n)s points.", you.points), { n: you.points }),
    content: [
      title(icon("minus"), gettext("Partly right")),
      pointsLine(you.points),
      el("p", { class: "was" }, gettext("It was")),
      rightList(model),
    ],
  };
}

function wrong(model, you) {
  const said = saidWords(model.question, you.answer);
  const words = said.map((one) =>
    one.letter ? [hidden(spoken(one.letter)), badge(one.letter, "on-dark")] : el("q", {}, bdi(one)),
  );
  return {
    look: "wrong",
    word: gettext("Not this time"),
    say: gettext("Not this time."),
    content: [
      title(icon("cross"), gettext("Not this time")),
      el("p", { class: "was" }, sentence(gettext("You said %(answer)s but it was"), { answer: words.flat() })),
      rightList(model),
      because(model),
    ],
  };
}

function timeUp(model) {
  const sign = el("span", { class: "ring", "aria-hidden": "true" });
  sign.append(...makeRing().childNodes);
  sign.querySelector(".left").remove();
  sign.querySelector(".seconds").textContent = number(0);
  return {
    look: "wrong",
    word: gettext("Time’s up"),
    say: gettext("Time’s up. No answer came."),
    content: [title(sign, gettext("Time’s up")), el("p", { class: "was" }, gettext("No answer came. It was")), rightList(model), because(model)],
  };
}

function votes(model, you) {
  const counts = model.reveal.distribution;
  const all = counts.reduce((sum, row) => sum + row.count, 0);
  const mine = counts.find((row) => row.option === you.answer);
  const option = mine && model.question.options.find((one) => one.id === you.answer);
  return {
    look: "wrong open",
    word: gettext("The votes are in"),
    say: gettext("The votes are in."),
    content: [
      title(icon("ranking"), gettext("The votes are in")),
      mine ? el("p", { class: "was" }, gettext("You said")) : el("p", { class: "was" }, gettext("You did not vote this time.")),
      mine
        ? el("p", { class: "option", "data-option": letterOfId(model.question, option.id) }, optionContent({ ...option, letter: letterOfId(model.question, option.id) }))
        : null,
      mine ? el("p", { class: "ahead" }, fill(gettext("%(n)s of %(all)s chose this."), { n: mine.count, all })) : null,
    ],
  };
}

export function finished(model, { home }) {
  const { you, players } = model.finished;
  const fact = (label, value) => el("div", {}, el("dt", {}, label), el("dd", {}, value));
  const first = you.rank > 0 && you.rank <= 3;
  const sky = first ? el("div", { class: "sky", "aria-hidden": "true" }) : null;
  if (sky) requestAnimationFrame(() => confetti(sky, { pieces: 40 }));
  const heading = fill(ngettext("of %(n)s player", "of %(n)s players", players), { n: players });
  return {
    look: "player finished",
    option: { 1: "c", 2: "f", 3: "a" }[you.rank],
    title: gettext("The end"),
    scenery: sky ?? scenery(markOf(model.me.id)),
    content: [
      el("header", { class: "strip" }, el("span", { class: "name" }, bdi(model.me.nickname)), el("span", { class: "name" }, bdi(model.title))),
      el(
        "div",
        { class: "centre" },
        el("h1", {}, el("span", { class: "place" }, you.rank ? ordinal(you.rank) : "–"), " ", heading),
        el(
          "dl",
          { class: "facts" },
          fact(gettext("points"), number(you.score)),
          fact(gettext("right"), number(you.right)),
          fact(gettext("best run"), number(you.best_streak)),
        ),
      ),
      el("div", { class: "next" }, el("a", { class: "button wide", href: home }, gettext("Done"))),
    ],
    say: you.rank ? fill(gettext("The end: you came %(place)s."), { place: ordinal(you.rank) }) : gettext("The end."),
  };
}
