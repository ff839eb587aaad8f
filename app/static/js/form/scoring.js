/* The pad: 扣 takes count and value, and score, sums and arithmetic follow what is ticked. */
import { closeDialog, openDialog } from '../core/dialog.js';
import { $, $$, around, emit, fill, on, toast } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { stateOf } from '../core/request.js';
import * as rules from './score-rules.js';

const tickOf = (row) => $('[type="checkbox"]', row);
const cell = (row, column) => $(`[data-col="${column}"]`, row);
const pointsOf = (row) => Number(row.dataset.points), mostOf = (row) => Number(row.dataset.most);

/* What a row deducts, as the server reads it. */
function readOf(row) {
  const points = pointsOf(row), most = mostOf(row), count = rules.times(cell(row, 'count').value) || 1;
  const typed = cell(row, 'value').value.trim();
  const value = typed ? rules.tenths(typed) : rules.valueOf(points, count, most);
  return { item: row.dataset.point, points, count, value: value === null ? 0 : value };
}
function put(field, text) {
  if (field.value === text) { return; }
  field.value = text;
  emit(field, 'input');
}
function show(row, isTicked) {
  const read = readOf(row);
  row.classList.toggle('is-cut', isTicked);
  $('[data-shown="count"]', row).textContent = isTicked ? read.count : '';
  $('[data-shown="value"]', row).textContent = isTicked ? rules.shownTenths(read.value) : '—';
  $('[data-shown="fact"]', row).textContent = cell(row, 'fact').value;
}
function grade(tag, [words, tone]) {
  tag.textContent = words;
  tag.className = `zj-tag zj-tag--${tone}`;
}
/* Everything that follows from what is ticked and typed. */
function compute(pad) {
  const facts = JSON.parse(pad.dataset.sheet), score = $('[data-pad-score]', pad.closest('form'));
  const rows = $$('[data-point]', pad), items = $$('[data-item]', pad);
  rows.forEach((row) => show(row, tickOf(row).checked));
  const found = rows.filter((row) => tickOf(row).checked).map(readOf);
  const out = items.filter((row) => tickOf(row).checked).map((row) => row.dataset.item);
  const came = rules.scoreOf(facts.items, found, out);
  const isVetoed = $$('[data-veto]', pad).some((row) => tickOf(row).checked);
  items.forEach((row) => {
    const sum = came.cuts[row.dataset.item];
    row.classList.toggle('is-out', tickOf(row).checked);
    row.classList.toggle('is-lost', sum > 0);
    $('[data-lost]', row).textContent = sum ? `−${rules.shownTenths(sum)}` : '';
  });
  $$('[data-section]', pad).forEach((output) => {
    const sum = came.sections[output.dataset.section];
    output.textContent = `${sum.cut ? '−' : ''}${rules.shownTenths(sum.cut)} / ${rules.shownTenths(sum.most)}`;
  });
  $('[data-total]', score).textContent = rules.shownScore(came.score);
  $('[data-arithmetic]', score).textContent = rules.arithmetic(facts.items, found, out, facts.capped);
  $('[data-vetoed]', score).hidden = !isVetoed;
  grade($('[data-grade]', score), facts.grades[rules.gradeOf(came.score, facts.least, isVetoed)]);
}

/* ── the dialog of 扣 ── */
let cutRow = null;
const count = () => document.getElementById('pad-count'), value = () => document.getElementById('pad-value');
const fact = () => document.getElementById('pad-fact');

function open(row, opener) {
  const dialog = document.getElementById('pad-cut'), each = $('[data-each]', dialog);
  cutRow = row;
  const read = readOf(row);
  $('[data-what]', dialog).textContent = $('[data-name]', row).textContent;
  each.textContent = fill(each.dataset.each, { n: rules.shownTenths(read.points), most: rules.shownTenths(mostOf(row)) });
  count().value = read.count;
  value().value = rules.shownTenths(read.value);
  fact().value = cell(row, 'fact').value;
  told(dialog, value(), '');
  told(dialog, fact(), '');
  openDialog(dialog, opener);
  count().focus();
  count().select();
}
/* What is wrong with a field of the dialog, or nothing. */
function told(dialog, field, words) {
  const fault = $(`#${field.id}-err`, dialog);
  fault.hidden = !words;
  fault.lastElementChild.textContent = words;
  field.setAttribute('aria-invalid', String(!!words));
}
const wordsOf = (dialog, field, given) => fill($(`#${field.id}-err`, dialog).dataset.fault, given);
/* another count gives another value, which may be typed over */
function follow() {
  const times = rules.times(count().value);
  if (times !== null) { value().value = rules.shownTenths(rules.valueOf(pointsOf(cutRow), times, mostOf(cutRow))); }
}
function step(by) {
  const next = (rules.times(count().value) || 1) + by;
  count().value = Math.min(Math.max(next, 1), rules.MOST_TIMES);
  follow();
}
function take(dialog) {
  const typed = rules.tenths(value().value), most = mostOf(cutRow), times = rules.times(count().value);
  const isWrong = typed === null || !rules.isStep(typed, most) || times === null;
  const isUnsaid = !isWrong && rules.isOther(typed, pointsOf(cutRow), times, most) && !fact().value.trim();
  told(dialog, value(), isWrong ? wordsOf(dialog, value(), { n: rules.shownTenths(most) }) : '');
  told(dialog, fact(), isUnsaid ? wordsOf(dialog, fact(), {}) : '');
  if (isWrong || isUnsaid) { (isWrong ? value() : fact()).focus(); return; }
  tick(cutRow, true);
  put(cell(cutRow, 'count'), String(times));
  put(cell(cutRow, 'value'), rules.shownTenths(typed));
  put(cell(cutRow, 'fact'), fact().value.trim());
  closeDialog(dialog, true);
}
function tick(row, isTicked) {
  const box = tickOf(row);
  if (box.checked !== isTicked) { box.checked = isTicked; emit(box, 'input'); }
}
/* what is ticked deducts once; what is not deducts nothing */
function ticked(row) {
  const isTicked = tickOf(row).checked, once = rules.valueOf(pointsOf(row), 1, mostOf(row));
  put(cell(row, 'count'), isTicked ? '1' : '');
  put(cell(row, 'value'), isTicked ? rules.shownTenths(once) : '');
  if (!isTicked) { put(cell(row, 'fact'), ''); }
}

whenNew('[data-sheet]', (pad) => {
  const form = pad.closest('form');
  pad.classList.add('is-live');
  $$('[data-cut]', pad).forEach((button) => { button.hidden = false; });
  on(pad, 'click', (event) => {
    const button = around(event, '[data-cut]');
    if (button) { open(button.closest('tr'), button); }
  });
  on(pad, 'change', ({ target }) => {
    const row = target.closest('[data-point]');
    if (row && target === tickOf(row)) { ticked(row); }
  });
  on(pad, 'input', () => compute(pad));
  on(pad, 'change', () => compute(pad));
  on($('[data-pad-submit]', form), 'click', (event) => {
    if (!stateOf(form).dirty) { return; }
    event.preventDefault();
    event.stopPropagation();
    toast(event.currentTarget.dataset.padSubmit, 'warn');
  });
  compute(pad);
});
whenNew('[data-cutting]', (dialog) => {
  on(count(), 'input', follow);
  on(dialog, 'click', (event) => {
    const button = around(event, '[data-step]');
    if (button) { step(Number(button.dataset.step)); }
    if (around(event, '[data-none]')) { tick(cutRow, false); ticked(cutRow); closeDialog(dialog, true); }
  });
  on($('form', dialog), 'submit', (event) => { event.preventDefault(); take(dialog); });
});
