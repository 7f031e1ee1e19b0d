// While a question runs: reading it, answering it, and having answered.
import { bdi, el, icon } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number } from "../../../lib/text.js";
import { badge, lengthOf, letterOfId, markOf, shape, spoken } from "../alphabet.js";
import { countdown, makeRing } from "../countdown.js";
import { chooseMany, chooseOne } from "./choosing.js";
import { measure, written } from "./measuring.js";
import { PICKED, picture, questionOf, strip } from "./parts.js";
import { say } from "./typing.js";

// How each kind is answered: (question, {send, draft}) → {content, look, hint, focus, leave}.
const KINDS = { single: chooseOne, true_false: chooseOne, poll: chooseOne, multiple: chooseMany, numeric: measure, text: say };

const heading = (question, hint) =>
  el(
    "h1",
    { class: "prompt", "data-length": lengthOf(question.prompt), tabindex: lengthOf(question.prompt) === "long" ? 0 : -1 },
    bdi(question.prompt),
    hint ? el("small", {}, hint) : null,
  );

export function reading(model, { clock }) {
  const ring = makeRing();
  const stop = countdown(ring, { until: model.opensAt, whole: model.readFor, now: () => clock.now() });
  const title = questionOf(model);
  return {
    look: "player playing reading",
    title,
    content: [
      el("header", { class: "strip" }, el("span", {}, title), ring),
      heading(model.question, null),
      ...picture(model.question.media),
      el("p", { class: "ready" }, gettext("Read first. The answers come in a moment.")),
    ],
    leave: stop,
  };
}

export function question(model, { clock, send, draft }) {
  const asked = model.question;
  const ring = makeRing();
  const stop = countdown(ring, { until: model.closesAt, whole: model.closesAt - model.opensAt, now: () => clock.now() });
  const answer = KINDS[asked.kind](asked, { send, draft });
  const title = questionOf(model);
  return {
    look: `player playing ${answer.look ?? ""}`.trim(),
    title,
    content: [
      el("header", { class: "strip" }, el("span", {}, title), ring),
      heading(asked, answer.hint),
      ...picture(asked.media),
      ...answer.content,
    ],
    focus: answer.focus,
    leave: () => {
      stop();
      answer.leave?.();
    },
  };
}

// The shape you pressed becomes the screen.
export function received(model) {
  const { question: asked, answer } = model;
  const one = PICKED.has(asked.kind) && !Array.isArray(answer) && answer !== null ? letterOfId(asked, answer) : null;
  const said = answer === null ? "" : words(asked, answer);
  return {
    look: "player received",
    option: one,
    title: gettext("Got it"),
    content: [
      strip(model),
      el("div", { class: "centre" }, sign(asked, answer, one), el("h1", {}, gettext("Got it"))),
      el("p", { class: "foot" }, said ? fill(gettext("You answered %(answer)s."), { answer: said }) : gettext("Your answer is in.")),
    ],
    say: gettext("Your answer is in."),
  };
}

function sign(asked, answer, one) {
  if (one) return badge(one);
  if (Array.isArray(answer)) return el("p", { class: "chosen" }, answer.map((id) => badge(letterOfId(asked, id), "on-dark")));
  if (answer === null) return icon("check", "huge");
  return el("p", { class: "said", "data-length": String(answer).length > 12 ? "long" : null }, bdi(asked.kind === "numeric" ? number(answer) : String(answer)));
}

function words(asked, answer) {
  if (asked.kind === "numeric") return written(asked, answer);
  if (!PICKED.has(asked.kind)) return "";
  return [answer].flat().map((id) => spoken(letterOfId(asked, id))).join("; ");
}

export function slide(model) {
  const { question: asked } = model;
  return {
    look: "player playing slide",
    title: questionOf(model),
    content: [
      strip(model),
      heading(asked, null),
      ...picture(asked.media),
      el("p", { class: "ready" }, icon("up"), gettext("Nothing to answer here: look at the big screen.")),
    ],
  };
}

export function waiting(model) {
  const mark = markOf(model.me.id);
  const foot = {
    a: gettext("You’re in. Find your triangle on the big screen."),
    b: gettext("You’re in. Find your diamond on the big screen."),
    c: gettext("You’re in. Find your circle on the big screen."),
    d: gettext("You’re in. Find your square on the big screen."),
    e: gettext("You’re in. Find your pentagon on the big screen."),
    f: gettext("You’re in. Find your star on the big screen."),
  }[mark];
  return {
    look: "player received",
    option: mark,
    title: fill(gettext("%(name)s is in"), { name: model.me.nickname }),
    content: [
      el("header", { class: "strip" }, el("span", { class: "name" }, bdi(model.title)), el("span", {}, `${model.pin.slice(0, 3)} ${model.pin.slice(3)}`)),
      el("div", { class: "centre" }, shape(mark, "huge"), el("h1", { "data-length": model.me.nickname.length > 16 ? "long" : null }, bdi(model.me.nickname))),
      el("p", { class: "foot" }, foot),
    ],
    say: foot,
  };
}

export function paused(model) {
  const ring = el("p", { class: "ring", "aria-hidden": "true" });
  ring.append(...makeRing().childNodes, icon("pause"));
  ring.querySelector(".seconds").remove();
  const seconds = Math.ceil((model.left ?? 0) / 1000);
  const share = model.question && model.left !== null ? (100 * model.left) / (model.closesAt - model.opensAt) : 100;
  ring.querySelector(".left").setAttribute("stroke-dasharray", `${Math.min(100, share).toFixed(1)} 200`);
  const text =
    model.left === null
      ? gettext("It goes on by itself when your teacher is ready.")
      : fill(
          ngettext(
            "Your time stands still as well: %(n)s second is left. It goes on by itself when your teacher is ready.",
            "Your time stands still as well: %(n)s seconds are left. It goes on by itself when your teacher is ready.",
            seconds,
          ),
          { n: seconds },
        );
  return {
    look: "player state",
    title: gettext("Paused"),
    content: [strip(model), el("div", { class: "centre" }, ring, el("h1", {}, gettext("Paused")), el("p", { class: "soft" }, text))],
    say: text,
  };
}
