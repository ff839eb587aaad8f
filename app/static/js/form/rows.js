/* Small tables inside a form: rows are added and removed, and their names are numbered on. */
import { $, $$, emit, on } from '../core/dom.js';
import { prepare, whenNew } from '../core/parts.js';

const NUMBER = /-(\d+)-(\w+)$/;

function add(table) {
  const body = table.tBodies[0], last = body.rows[body.rows.length - 1], row = last.cloneNode(true);
  const [, number = 0] = $('[name]', last).name.match(NUMBER) || [];
  $$('[name]', row).forEach((field) => {
    field.name = field.id = field.name.replace(NUMBER, `-${Number(number) + 1}-$2`);
    field.value = '';
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
  });
  $$('.zj-err', row).forEach((words) => words.remove());
  body.appendChild(row);
  prepare(row);
  $('[name]', row).focus();
}
function drop(row) {
  /* what was wrong with it goes with it */
  $$('[aria-invalid="true"]', row).forEach((field) => emit(field, 'zj:fault', ''));
  const body = row.parentNode, form = row.closest('form'), next = row.nextElementSibling || row.previousElementSibling;
  if (body.rows.length > 1) { row.remove(); } else { $$('[name]', row).forEach((field) => { field.value = ''; }); }
  $('[name]', next || row).focus();
  emit(form, 'input');
}

whenNew('[data-rows]', (table) => {
  on(table, 'click', (event) => {
    const button = event.target.closest('[data-row-drop]');
    if (button) { drop(button.closest('tr')); }
  });
  $$('[data-row-drop]', table).forEach((button) => { button.hidden = false; });
});
whenNew('[data-row-add]', (button) => {
  on(button, 'click', () => add(document.getElementById(button.dataset.rowAdd)));
  button.hidden = false;
});
