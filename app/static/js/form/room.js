/* How many places are left while people are ticked: what is there, less the ticked boxes of a name. */
import { $$, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

whenNew('[data-room]', (output) => {
  const { room: name, most } = output.dataset, form = output.closest('form');
  function tell() {
    const left = most - $$(`[name="${name}"]:checked`, form).length;
    output.textContent = left;
    output.classList.toggle('zj-bad', left < 0);
  }
  on(form, 'change', tell);
  tell();
});
