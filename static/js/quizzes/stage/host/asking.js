// The question on the projector: read, then answered by everybody, with a ring and how many have answered.
import { bdi, el } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number } from "../../../lib/text.js";
import { areShort, lengthOf, lettered, optionContent } from "../alphabet.js";
import { countdown, makeRing, standStill } from "../countdown.js";
import { ruler } from "../ruler.js";
import { isLast } from "./model.js";
import { button, controls, questionOf, slideHead, soundButton, thread, titleLine } from "./parts.js";

const HURRY = 5; // seconds that tick

const prompt = (question) => el("h1", { class: "prompt", "data-length": lengthOf(question.prompt) }, bdi(question.prompt));

function media({ media: file }) {
  if (!file) return null;
  return el("figure", { class: "media" }, el("img", { src: file.url, width: file.width, height: file.height, alt: file.alt || gettext("The question’s picture") }));
}

export function reading(model, page) {
  const ring = makeRing();
  const stop = countdown(ring, { until: model.opensAt, whole: model.readFor, now: () => page.clock.now() });
  return {
    look: "projector ask reading",
    title: questionOf(model),
    content: [
      slideHead(model, page, ring),
      prompt(model.question),
      media(model.question),
      el("p", { class: "ready" }, gettext("Read first. The answers come in a moment.")),
      controls(titleLine(model), soundButton(page), button(gettext("Pause"), () => page.command("pause"), { look: "quiet", sign: "pause", key: "P" })),
    ],
    leave: stop,
  };
}

export class Ask {
  #count = null;
  #thread = null;

  screen(model, page) {
    const slide = model.question.kind === "slide";
    const ring = slide ? null : makeRing();
    const stop = ring ? this.#run(ring, model, page) : () => {};
    this.#count = el("span");
    this.#thread = thread(1, 0, gettext("Answered"));
    const answered = slide ? titleLine(model) : el("p", { class: "answered" }, this.#count, this.#thread);
    const pause = model.paused
      ? button(gettext("Go on"), () => page.command("resume"), { sign: "play", key: "P" })
      : button(gettext("Pause"), () => page.command("pause"), { look: "quiet", sign: "pause", key: "P" });
    const last = slide
      ? button(isLast(model) ? gettext("Podium") : gettext("Next"), () => page.command("next"), { look: "go" })
      : button(gettext("Close now"), () => page.command("close"));
    return {
      look: `projector ask ${slide ? "slide" : ""} ${model.paused ? "is-paused" : ""}`.trim(),
      title: model.paused ? gettext("Paused") : questionOf(model),
      content: [
        slideHead(model, page, ring),
        prompt(model.question),
        media(model.question),
        model.paused ? el("p", { class: "ready" }, gettext("Paused. Everybody’s time stands still.")) : answersOf(model.question),
        controls(answered, soundButton(page), model.paused ? null : pause, model.paused ? pause : last),
      ],
      leave: stop,
      say: model.paused ? gettext("Paused") : null,
    };
  }

  #run(ring, model, page) {
    const whole = model.closesAt - model.opensAt;
    if (model.paused) {
      standStill(ring, model.left ?? 0, whole);
      return () => {};
    }
    const tick = (seconds) => {
      if (seconds > 0 && seconds <= HURRY) page.sound.tick();
    };
    return countdown(ring, { until: model.closesAt, whole, now: () => page.clock.now(), tick });
  }

  update(model) {
    const most = Math.max(model.count, model.answered);
    const words = ngettext("%(n)s of %(all)s answered", "%(n)s of %(all)s answered", model.answered);
    this.#count.textContent = fill(words, { n: model.answered, all: most });
    this.#thread.max = Math.max(1, most);
    this.#thread.value = model.answered;
  }
}

// What can be answered, as the projector shows it.
function answersOf(question) {
  if (question.kind === "slide") return null;
  if (question.kind === "numeric") return range(question.settings);
  if (question.kind === "text") return el("p", { class: "ready" }, gettext("Type the answer on your phone."));
  const options = lettered(question);
  const pictured = options.some((option) => option.media);
  return el(
    "ol",
    { class: "options", "data-length": areShort(options) && !pictured ? "short" : null, "data-pictured": pictured },
    options.map((option) => el("li", { class: "option", "data-option": option.letter }, optionContent(option))),
  );
}

function range({ min, max, unit }) {
  if (min === undefined || max === undefined) {
    const text = unit ? fill(gettext("Type the number on your phone, in %(unit)s."), { unit }) : gettext("Type the number on your phone.");
    return el("p", { class: "ready" }, text);
  }
  const between = fill(gettext("From %(min)s to %(max)s."), { min: number(min), max: number(max) });
  const how = unit ? fill(gettext("Slide to it or type it, in %(unit)s."), { unit }) : gettext("Slide to it or type it.");
  return el("figure", { class: "range" }, ruler(min, max), el("figcaption", {}, el("span", { class: "sr-only" }, between), " ", how));
}
