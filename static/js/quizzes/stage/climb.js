// The climb: every row starts where its player stood before the question (data-was) and slides to where it stands now.
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export function climb(list) {
  const rows = [...list.children];
  if (CALM.matches || rows.length === 0) return;
  const height = rows[0].offsetHeight;
  rows.forEach((row, now) => {
    const was = Math.min(Number(row.dataset.was) - 1, rows.length);
    if (was === now) return;
    row.animate(
      // from below the list they come out of nothing, not over the buttons
      { translate: [`0 ${(was - now) * height}px`, "0 0"], opacity: [was < rows.length ? 1 : 0, 1] },
      { duration: 900, delay: 400, fill: "backwards", easing: "cubic-bezier(.2, .7, .2, 1)" },
    );
  });
}
