// Where a phone can stand outside a game: one sign, one sentence, one way on.
import { bdi, el, sentence, svg } from "../../../lib/dom.js";
import { fill, gettext, number } from "../../../lib/text.js";
import { LETTERS, shape } from "../alphabet.js";

const sign = (id) => svg("svg", { class: "sign", viewBox: "0 0 240 200", "aria-hidden": "true" }, svg("use", { href: `#sign-${id}` }));

const about = (model) =>
  el("header", { class: "strip" }, el("span", { class: "name" }, bdi(model.title)), el("span", {}, `${model.pin.slice(0, 3)} ${model.pin.slice(3)}`));

function state(model, { id, title, lines, next }) {
  return {
    look: "player state",
    title,
    content: [
      about(model),
      el("div", { class: "centre" }, sign(id), el("h1", {}, title), lines.map((line) => el("p", { class: "soft" }, line))),
      el("div", { class: "next" }, next),
    ],
    say: title,
  };
}

const leave = (home, text) => el("a", { class: "button quiet wide", href: home }, text);
const go = (text, act) => el("button", { class: "button go wide", type: "button", onclick: act }, text);

export function kicked(model, { home }) {
  return state(model, {
    id: "kicked",
    title: gettext("You’re out of this game"),
    lines: [
      model.me
        ? sentence(gettext("Your teacher took %(name)s out of the room. If that was a mistake, say so: only a new game lets you in again."), {
            name: bdi(model.me.nickname),
          })
        : gettext("Your teacher took you out of the room. If that was a mistake, say so: only a new game lets you in again."),
    ],
    next: [el("a", { class: "button wide", href: home }, gettext("Leave"))],
  });
}

export function locked(model, { home, again }) {
  return state(model, {
    id: "locked",
    title: gettext("The room is locked"),
    lines: [
      gettext("The game goes on without new players. Ask your teacher to open it."),
      gettext("Were you in already? The same phone and browser brings you back."),
    ],
    next: [go(gettext("Try again"), again), leave(home, gettext("Another PIN"))],
  });
}

export function full(model, { home, again }) {
  return state(model, {
    id: "full",
    title: gettext("The room is full"),
    lines: [gettext("All places are taken. As soon as one is free you can come in; this page looks every few seconds.")],
    next: [go(gettext("Look now"), again), leave(home, gettext("Another PIN"))],
  });
}

export function over(model, { home }) {
  return state(model, {
    id: "over",
    title: gettext("This game is over"),
    lines: [gettext("Is there a new PIN on the big screen?")],
    next: [el("a", { class: "button go wide", href: home }, gettext("Another PIN"))],
  });
}

export function rejoining(model, { retry }) {
  return {
    look: "player rejoining",
    title: gettext("Coming back…"),
    content: [
      el(
        "header",
        { class: "strip" },
        el("span", { class: "name" }, bdi(model.me?.nickname ?? model.title)),
        model.score ? el("span", {}, fill(gettext("%(n)s points"), { n: number(model.score) })) : null,
      ),
      el(
        "div",
        { class: "centre" },
        el("p", { class: "marks", "aria-hidden": "true" }, LETTERS.map((letter) => shape(letter))),
        el("h1", {}, gettext("Hold on, coming back")),
        el("p", { class: "soft" }, gettext("The connection dropped. Your points and answers are safe, and you land where the class is now.")),
      ),
      el("button", { class: "button wide", type: "button", onclick: retry }, gettext("Try now")),
    ],
    say: gettext("The connection dropped. Coming back…"),
  };
}
