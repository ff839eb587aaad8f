/* Fields are marked where they stand: those marked are counted and listed below with a note; arrows walk a table. */
import { $, $$, around, fill, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const boxesOf = (form) => $$('[data-mark]', form);

function lineFor(form, box, known) {
  if (known) { return known; }
  const line = $('[data-mark-line]', form).content.firstElementChild.cloneNode(true), { mark, label } = box.dataset;
  const link = $('a', line), note = $('input', line);
  line.dataset.marked = mark;
  link.href = `#mark-${mark}`;
  link.textContent = label;
  note.name = `note-${mark}`;
  note.setAttribute('aria-label', fill(form.dataset.label, { label }));
  return line;
}
/* What is marked, in the order of the page; a note that was written stays with its mark. */
function tell(form) {
  const list = $('[data-mark-list]', form), count = $('[data-count]', form), lines = new Map();
  $$('[data-marked]', list).forEach((line) => lines.set(line.dataset.marked, line));
  const marked = boxesOf(form).filter((box) => box.checked);
  list.replaceChildren(...marked.map((box) => lineFor(form, box, lines.get(box.dataset.mark))));
  $$('[data-unmark]', list).forEach((button) => { button.hidden = false; });
  count.textContent = marked.length ? fill(count.dataset.some, { n: marked.length }) : count.dataset.none;
}
function unmark(form, button) {
  const line = button.closest('[data-marked]'), box = document.getElementById(`mark-${line.dataset.marked}`);
  box.checked = false;
  tell(form);
  box.focus();
}
/* The next box of the row or of the column; there may be none in a cell. */
function neighbourOf(box, [down, right]) {
  const cell = box.closest('td'), rows = cell ? $$('tr', cell.closest('table')) : [];
  let row = cell ? rows.indexOf(cell.parentElement) : 0, column = cell ? cell.cellIndex : 0;
  for (;;) {
    row += down;
    column += right;
    const place = rows[row] && rows[row].cells[column];
    if (!rows[row] || (right && !place)) { return null; }
    const found = place && $('[data-mark]', place);
    if (found) { return found; }
  }
}
function walk(event) {
  const box = event.target;
  if (box.dataset.mark === undefined || event.ctrlKey || event.metaKey || event.altKey) { return; }
  if (event.key === 'Enter') { event.preventDefault(); box.click(); return; }
  const step = STEPS[event.key], next = step && neighbourOf(box, step);
  if (!next) { return; }
  event.preventDefault();
  next.focus();
}

whenNew('[data-marking]', (form) => {
  on(form, 'change', ({ target }) => { if (target.dataset.mark !== undefined) { tell(form); } });
  on(form, 'keydown', walk);
  on(form, 'click', (event) => {
    const button = around(event, '[data-unmark]');
    if (button) { unmark(form, button); }
  });
  tell(form);
});
