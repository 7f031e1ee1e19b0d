// Two questions before something that cannot be taken back.
import { bdi, el, sentence } from "../../../lib/dom.js";
import { gettext } from "../../../lib/text.js";

function confirm({ title, text, yes, act }) {
  const close = () => dialog.close();
  const dialog = el(
    "dialog",
    { class: "confirm", "aria-labelledby": "confirm-title" },
    el("h2", { id: "confirm-title" }, title),
    el("p", {}, text),
    el(
      "div",
      { class: "controls" },
      el("button", { class: "button quiet push", type: "button", onclick: close }, gettext("Cancel")),
      el(
        "button",
        {
          class: "button danger",
          type: "button",
          onclick: () => {
            close();
            act();
          },
        },
        yes,
      ),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export const askToKick = (nickname, act) =>
  confirm({
    title: sentence(gettext("Put %(name)s out?"), { name: bdi(nickname) }),
    text: gettext("The phone says so, and neither this name nor this browser comes back into this game."),
    yes: gettext("Put out"),
    act,
  });

export const askToEnd = (act) =>
  confirm({
    title: gettext("End the game here?"),
    text: gettext("The questions that are left are not played. Everybody goes to the podium with the points so far."),
    yes: gettext("End the game"),
    act,
  });
