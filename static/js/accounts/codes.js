// The button that prints the recovery codes: only with script can a page ask for that. Everything else works without.

for (const button of document.querySelectorAll('[data-prints]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
