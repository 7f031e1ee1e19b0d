// Shows and hides a typed password, and begins at the field to be mended. The form works without this module.

document.querySelector('[aria-invalid="true"]')?.focus();

for (const button of document.querySelectorAll('[data-reveals]')) {
  const input = document.getElementById(button.dataset.reveals);
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = input.type === 'password';
    input.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  });
  // A password is never sent while it is shown: browsers would offer it as an ordinary text next time.
  input.form.addEventListener('submit', () => { input.type = 'password'; });
}
