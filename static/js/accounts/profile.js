// The profile: a picture is sent when it is chosen, a theme is seen when it is chosen, this device's time zone is offered.
// Everything works without this module, by the buttons.

const picture = document.querySelector('[data-picture]');
if (picture) {
  const send = picture.querySelector('button');
  const file = picture.querySelector('input[type=file]');
  send.hidden = true;
  file.addEventListener('change', () => { if (file.files.length) picture.requestSubmit(); });
}

const profile = document.querySelector('[data-profile]');
profile.addEventListener('change', ({ target }) => {
  if (target.name !== 'theme') return;
  if (target.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = target.value;
});

const zone = profile.elements.time_zone;
const offer = profile.querySelector('[data-zone-offer]');
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isOffered = () => {
  const known = [...document.getElementById('zones').options].some((one) => one.value === here);
  offer.hidden = !known || zone.value === here;
};
offer.querySelector('[data-zone]').textContent = here || '';
offer.querySelector('button').addEventListener('click', () => { zone.value = here; isOffered(); zone.focus(); });
zone.addEventListener('input', isOffered);
isOffered();
