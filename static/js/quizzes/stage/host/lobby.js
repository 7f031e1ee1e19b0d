// The lobby: the PIN and the QR, names that flow in. Everything else waits.
import { bdi, el, icon, sentence } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number } from "../../../lib/text.js";
import { markOf, shape } from "../alphabet.js";
import { button, controls, nameButton, pinDigits, soundButton } from "./parts.js";

const SHOWN = 300; // names; nobody can read more of them on one screen

export class Lobby {
  #list = el("ul", { class: "names" });
  #title = el("h2", { id: "roll-title" });
  #empty = el("p", { class: "empty" }, gettext("The first name appears here."));
  #start = null;
  #lock = null;
  #rows = new Map(); // id → li

  screen(model, page) {
    this.#start = button(gettext("Start"), () => page.command("start"), { look: "go" });
    this.#lock = button("", () => page.command("lock", { locked: !page.model.locked }), { look: "quiet", sign: "lock", key: "L", pressed: "false" });
    this.#rows.clear();
    this.#list.replaceChildren();
    const qr = el("div", { class: "qr", role: "img", "aria-label": gettext("QR code that opens the game with the PIN filled in") }, page.qr());
    const go = el(
      "h1",
      {},
      sentence(gettext("Go to %(address)s"), { address: el("strong", {}, bdi(page.joinAt)) }),
    );
    return {
      look: "projector lobby",
      title: fill(gettext("Lobby, PIN %(pin)s"), { pin: `${model.pin.slice(0, 3)} ${model.pin.slice(3)}` }),
      content: [
        el("header", { class: "call" }, el("div", {}, go, pinDigits(model.pin)), qr),
        el("section", { class: "roll", "aria-labelledby": "roll-title" }, this.#title, this.#empty, this.#list),
        controls(
          el(
            "p",
            { class: "about" },
            el("b", {}, bdi(model.title)),
            fill(ngettext(", %(n)s question", ", %(n)s questions", model.total), { n: model.total }),
          ),
          soundButton(page),
          this.#lock,
          button(gettext("Full screen"), page.fullScreen, { look: "quiet", sign: "full", key: "F" }),
          this.#start,
        ),
      ],
      focus: this.#start,
    };
  }

  update(model, page) {
    const words = ngettext("%(n)s in the room", "%(n)s in the room", model.count);
    this.#title.replaceChildren(...sentence(words, { n: el("b", {}, number(model.count)) }));
    this.#empty.hidden = model.count > 0;
    this.#lock.setAttribute("aria-pressed", String(model.locked));
    this.#lock.replaceChildren(icon("lock"), model.locked ? gettext("Locked: open it") : gettext("Lock the room"));
    this.#roll(model.players, page);
  }

  // The newest name comes first; in a very full room it is the old ones that leave the screen.
  #roll(players, page) {
    for (const [id, row] of this.#rows) {
      if (players.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    const recent = [...players].slice(-SHOWN);
    for (const [id, nickname] of recent) {
      if (this.#rows.has(id)) continue;
      const row = nameRow(id, nickname, page);
      this.#rows.set(id, row);
      this.#list.prepend(row);
    }
    while (this.#list.childElementCount > SHOWN) {
      const last = this.#list.lastElementChild;
      this.#rows.delete(last.dataset.player);
      last.remove();
    }
  }
}

const nameRow = (id, nickname, page) =>
  el("li", { "data-player": id }, nameButton({ id, nickname }, page, shape(markOf(id))));
