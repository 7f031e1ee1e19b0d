// Pieces that several of the host's screens share.
import { bdi, el, icon, name, sentence } from "../../../lib/dom.js";
import { fill, gettext, number } from "../../../lib/text.js";

export const pinDigits = (pin) => el("p", { class: "pin" }, el("span", {}, pin.slice(0, 3)), el("span", {}, pin.slice(3)));

export const questionOf = (model) => fill(gettext("Question %(n)s of %(total)s"), { n: model.index + 1, total: model.total });

export const thread = (max, value, label) => el("progress", { class: "thread", max, value, "aria-label": label });

// How far we are, and how a latecomer still gets in.
export function slideHead(model, { joinAt }, end) {
  const words = sentence(gettext("Question %(n)s of %(total)s"), { n: el("b", {}, number(model.index + 1)), total: number(model.total) });
  return el(
    "header",
    { class: "slide-head" },
    el("p", {}, words),
    thread(model.total, model.index + 1, gettext("Questions played")),
    model.locked ? el("p", { class: "shut" }, icon("lock"), gettext("The room is locked")) : [el("p", {}, joinAt), pinDigits(model.pin)],
    end ?? null,
  );
}

export const button = (text, act, { look = "", sign = null, key = null, pressed = null } = {}) =>
  el(
    "button",
    { class: `button ${look}`.trim(), type: "button", onclick: act, "aria-keyshortcuts": key, "aria-pressed": pressed },
    sign ? icon(sign) : null,
    text,
  );

// A name that a press puts out of the room, after a question. Only the host's pages have it.
export const nameButton = (player, page, mark = null) =>
  el(
    "button",
    {
      class: "who",
      type: "button",
      title: fill(gettext("%(name)s: put out of the room"), { name: player.nickname }),
      onclick: () => page.askToKick(player.id, player.nickname),
    },
    mark,
    name(player.nickname),
  );

// The foot of every screen: what is played, then the buttons; the last one is what Space presses.
export const controls = (first, ...buttons) => el("footer", { class: "controls" }, first, el("span", { class: "push" }), buttons);

export const titleLine = (model) => el("p", { class: "about" }, el("b", {}, bdi(model.title)));

export function soundButton({ sound }) {
  const label = () => (sound.isOn ? gettext("Sound is on") : gettext("Sound is off"));
  const made = el("button", {
    class: "button quiet sound",
    type: "button",
    "aria-pressed": String(sound.isOn),
    "aria-label": gettext("Sound"),
    title: label(),
    onclick: () => {
      sound.toggle();
      made.setAttribute("aria-pressed", String(sound.isOn));
      made.title = label();
      made.replaceChildren(icon(sound.isOn ? "sound" : "mute"));
    },
  });
  made.append(icon(sound.isOn ? "sound" : "mute"));
  return made;
}
