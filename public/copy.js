// A copy that is not renewed any more must not look as if all were well: unknown is never green.
function doubt() {
  const panel = document.querySelector('[data-as-of]');
  if (!panel || Date.now() - Date.parse(panel.dataset.asOf) < 15 * 60000) return;
  panel.className = 'panel look-unknown';
  const heading = panel.querySelector('h1');
  if (heading) heading.textContent = panel.dataset.unknown;
}
doubt();
setInterval(doubt, 30000);
