// The PIN box: while it is typed, the digits stand three and three, as on the big screen.
const GAP = "\u2005"; // a quarter of an em in every font: the slots below are drawn with the same gap
const field = document.getElementById("pin");

const digitsIn = (text) => text.replace(/\D/g, "").slice(0, 6);
const grouped = (digits) => (digits.length > 3 ? digits.slice(0, 3) + GAP + digits.slice(3) : digits);

function regroup() {
  const before = digitsIn(field.value.slice(0, field.selectionStart ?? field.value.length)).length;
  field.value = grouped(digitsIn(field.value));
  const caret = before > 3 ? before + 1 : before;
  field.setSelectionRange(caret, caret);
}

field.dataset.grouped = "";
field.addEventListener("input", () => {
  field.removeAttribute("aria-invalid");
  regroup();
});
field.value = grouped(digitsIn(field.value));
if (field.hasAttribute("aria-invalid")) field.select();
