/* A file that is chosen for a plain form: its name stands beside the button. */
import { $, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

whenNew('[data-file-choice]', (choice) => {
  const input = $('input', choice), said = $('[data-chosen]', choice), nothing = said.textContent;
  const tell = () => { said.textContent = input.files.length ? input.files[0].name : nothing; };
  on(input, 'change', tell);
  tell();
});
