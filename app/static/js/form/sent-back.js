/* What was sent back: the form opens at the first field of it, a bar steps through them and counts what is corrected. */
import { $, $$, around, fill, icon, make, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import * as fields from './draft-fields.js';
import { numberText } from './typed-text.js';

const inputs = (within) => $$('input:not([type=hidden]),select,textarea', within).filter((one) => one.name || one.type === 'file');
function goalOf(form, key) {
  const own = form.elements.namedItem(key);
  if (own) { return own.nodeName ? own : own[0]; }
  const place = document.getElementById(key);
  if (place) { return /^(INPUT|SELECT|TEXTAREA)$/.test(place.nodeName) ? place : inputs(place)[0]; }
  /* a row of a small table, or the table where the row is gone */
  const part = inputs(form).find((one) => one.name.startsWith(`${key}-`));
  return part || inputs(document.getElementById(key.replace(/-\w+$/, '')) || form)[0];
}
function frameOf(goal, key) {
  if (goal.closest('.zj-slot')) { return goal.closest('.zj-slot'); }
  return goal.name === key ? goal.closest('td,.zj-f') : goal.closest('tr') || goal.closest('.zj-f');
}
const filesOf = (frame) => $$('[data-file-id]', frame).map((one) => one.value).join(' ');
function isSame(before, now) {
  const numbers = [before, now].map(numberText);
  return before === now || (numbers.every(Boolean) && Number(numbers[0]) === Number(numbers[1]));
}
function isChanged(form, { mark, frame, files }) {
  if (!mark.was || filesOf(frame) !== files) { return true; }
  return Object.keys(mark.was).some((name) => !isSame(mark.was[name], fields.read(form, name) || ''));
}

/* The marks with their fields, and a sign where the page itself has none. */
function found(form, bar) {
  return JSON.parse(bar.dataset.sentBack).map((mark) => {
    const goal = goalOf(form, mark.key), frame = frameOf(goal, mark.key);
    frame.classList.add('is-returned');
    if (frame.matches('.zj-slot') && !$('.zj-marked', frame)) {
      frame.firstElementChild.after(make('small', { className: 'zj-marked' }, icon('undo'), mark.note || bar.dataset.back));
    }
    return { mark, goal, frame, files: filesOf(frame) };
  });
}
function count(form, bar, marks) {
  const left = marks.filter((one) => !isChanged(form, one));
  marks.forEach((one) => one.frame.classList.toggle('is-corrected', !left.includes(one)));
  $('[data-so-far]', bar).textContent = fill(bar.dataset.done, { n: marks.length - left.length });
  $$('[data-sec]', form).forEach((link) => {
    const part = document.getElementById(link.dataset.sec), own = left.filter((one) => part && part.contains(one.goal)).length;
    const badge = $('.zj-nav__back', link) || link.appendChild(make('b', { className: 'zj-nav__back' }));
    badge.setAttribute('role', 'img');
    badge.setAttribute('aria-label', fill(bar.dataset.left, { n: own }));
    badge.textContent = own;
    badge.hidden = !own;
  });
  return left;
}
function tell(bar, marks, at) {
  $('[data-where]', bar).textContent = fill(bar.dataset.place, { n: at + 1, m: marks.length });
  $('[data-what]', bar).textContent = marks[at].mark.what;
}
function lead({ goal }) {
  goal.scrollIntoView({ block: 'center' });
  goal.focus({ preventScroll: true });
}

whenNew('[data-sent-back]', (bar) => {
  const form = bar.closest('form'), marks = found(form, bar), left = count(form, bar, marks);
  let at = Math.max(0, marks.indexOf(left[0]));
  tell(bar, marks, at);
  bar.hidden = false;
  on(bar, 'click', (event) => {
    const button = around(event, '[data-step]');
    if (!button) { return; }
    at = (at + Number(button.dataset.step) + marks.length) % marks.length;
    tell(bar, marks, at);
    lead(marks[at]);
  });
  on(form, 'focusin', ({ target }) => {
    const here = marks.findIndex((one) => one.goal === target || (one.frame !== target && one.frame.contains(target)));
    if (here >= 0) { at = here; tell(bar, marks, at); }
  });
  ['input', 'change', 'zj:draft-changed'].forEach((type) => on(form, type, () => count(form, bar, marks)));
  /* what is wrong comes first, then what was sent back; a dialog takes the focus there itself */
  if ($('[data-errors]:not([hidden])', form)) { return; }
  const { goal } = marks[at];
  if (form.closest('dialog')) { goal.autofocus = true; }
  requestAnimationFrame(() => lead(marks[at]));
});
