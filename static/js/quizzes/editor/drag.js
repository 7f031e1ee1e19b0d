/* One drag of a row in a list, upright or lying. Places are measured once, before anything moves, so a tall row and a short one never swap to and fro. */
const START = 6;                  // pixels before a press becomes a drag
const EDGE = 32;                  // pixels from the list's end where it scrolls

export class Drag {
  constructor(list, row, event, hands) {
    Object.assign(this, { list, row, hands, moving: false, start: event });
    this.ends = new AbortController();
    const { signal } = this.ends;
    addEventListener("pointermove", (move) => this.#moved(move), { signal });
    addEventListener("pointerup", (up) => this.#ended(up, hands.drop), { signal });
    addEventListener("pointercancel", (up) => this.#ended(up, hands.cancel), { signal });
    addEventListener("keydown", (key) => { if (key.key === "Escape") this.#ended(key, hands.cancel); }, { signal });
  }

  #along(event) {
    const box = this.list.getBoundingClientRect();
    if (!this.flat) return event.clientY - box.top + this.list.scrollTop;
    const rtl = getComputedStyle(this.list).direction === "rtl";
    return rtl ? box.right - event.clientX - this.list.scrollLeft : event.clientX - box.left + this.list.scrollLeft;
  }

  #begin() {
    const rows = [...this.list.children];
    const boxes = rows.map((row) => row.getBoundingClientRect());
    this.flat = rows.length > 1 && Math.abs(boxes[1].top - boxes[0].top) < 2;
    const size = (box) => (this.flat ? box.width : box.height);
    let edge = 0;
    this.middles = [];
    rows.forEach((row, index) => {
      if (row === this.row) return;
      this.middles.push(edge + size(boxes[index]) / 2);
      edge += size(boxes[index]);
    });
    const own = rows.indexOf(this.row);
    const before = boxes.slice(0, own).reduce((sum, box) => sum + size(box), 0);
    this.offset = before + size(boxes[own]) / 2 - this.#along(this.start);
    this.moving = true;
    this.hands.lift();
  }

  #moved(event) {
    if (!this.moving) {
      if (Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY) < START) return;
      this.#begin();
    }
    event.preventDefault();
    const centre = this.#along(event) + this.offset;
    this.hands.carry(this.middles.filter((middle) => middle < centre).length);
    this.#scroll(event);
  }

  #scroll(event) {
    const box = this.list.getBoundingClientRect();
    const [at, low, high] = this.flat ? [event.clientX, box.left, box.right] : [event.clientY, box.top, box.bottom];
    const by = at < low + EDGE ? -12 : at > high - EDGE ? 12 : 0;
    if (by) this.list.scrollBy(this.flat ? { left: by } : { top: by });
  }

  #ended(event, how) {
    this.ends.abort();
    if (!this.moving) return;
    event.preventDefault();
    this.#swallowClick();
    how();
  }

  /* The click that follows the end of a drag, in the same task, chooses nothing. */
  #swallowClick() {
    const settled = new AbortController();
    addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, signal: settled.signal });
    setTimeout(() => settled.abort(), 0);
  }
}
