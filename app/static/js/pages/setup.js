/* Pages of 首次设置: rows that are ticked, and the sheet that is printed. */
import { $, $$, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

whenNew('[data-ticks]', (form) => {
  const all = $('[data-all]', form), ones = () => $$('[data-one]', form);
  function sync() {
    const boxes = ones(), chosen = boxes.filter((one) => one.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    $('[data-count]', form).textContent = `${chosen} / ${boxes.length}`;
  }
  on(form, 'change', ({ target }) => {
    if (target === all) { ones().forEach((one) => { one.checked = all.checked; }); }
    sync();
  });
  /* Making accounts takes seconds; who clicks again would not see the passwords of the first time. */
  on(form, 'submit', (event) => {
    if (form.hasAttribute('aria-busy')) { event.preventDefault(); }
    form.setAttribute('aria-busy', 'true');
  });
  on(window, 'pageshow', () => form.removeAttribute('aria-busy'));
  sync();
});
whenNew('[data-print-page]', (button) => on(button, 'click', () => window.print()));
