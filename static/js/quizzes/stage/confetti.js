// Confetti: the six answer shapes, cut from the page's own sprite, fall once. None where motion is unwelcome.
import { LETTERS, shape } from "./alphabet.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const pick = (list) => list[Math.floor(Math.random() * list.length)];
const around = (width) => (Math.random() - 0.5) * width;

export function confetti(sky, { pieces = 90, seconds = 5, after = 0 } = {}) {
  if (CALM.matches) return;
  for (let count = 0; count < pieces; count += 1) {
    const piece = shape(pick(LETTERS), "piece");
    sky.append(piece);
    const x = Math.random() * 100;
    const size = 0.5 + Math.random();
    piece
      .animate(
        { translate: [`${x}vw -10vh`, `${x + around(20)}vw 110vh`], rotate: ["0deg", `${around(1080)}deg`], scale: [size, size] },
        {
          duration: seconds * 1000 * (0.6 + Math.random() * 0.4),
          delay: after + Math.random() * 1500,
          easing: "cubic-bezier(.3, .1, .7, .9)",
          fill: "backwards",
        },
      )
      .finished.then(
        () => piece.remove(),
        () => {},
      );
  }
}
