/* Fields are checked when they are left and when the form is sent; what is wrong stands at the field. */
import { icon, make, words } from '../core/dom.js';
import * as figures from './figures.js';
import * as formats from './formats.js';
import { numberText } from './typed-text.js';

const refusals = new WeakMap();

const verdictOf = (key) => !key || words(key);
const named = (key, field) => words(key).replace('{label}', field.dataset.l);
const RULES = {
  whole: (value, field) => /^[+-]?\d+$/.test(numberText(value)) || named('whole', field),
  money: (value, field) => /^[+-]?\d+(\.\d\d?0*)?$/.test(numberText(value)) || named('money', field),
  count: (value) => verdictOf(figures.fault('count', value)),
  amount: (value) => verdictOf(figures.fault('amount', value)),
  after(value, field) {
    const other = document.getElementById(field.dataset.after);
    return !other || !other.value || value > other.value || field.dataset.message || '';
  }
};
formats.formats.forEach((format) => { RULES[format] = (value) => verdictOf(formats.fault(format, value)); });
const typed = (field) => (field.type === 'checkbox' ? String(field.checked) : field.value.trim());
function missing(field) {
  const chooses = field.nodeName === 'SELECT' || field.type === 'date' || field.type === 'datetime-local';
  return field.dataset.missing || named(chooses ? 'choose' : 'fill', field);
}
/* what this page itself can say against a field */
function fault(field) {
  if (field.disabled) { return ''; }
  const value = typed(field), rule = RULES[field.dataset.rule || field.dataset.kind];
  if (field.required && !value) { return missing(field); }
  const verdict = !value || !rule || rule(value, field);
  return verdict === true ? '' : verdict;
}

/* What the server, or a script of the form, said of a field stays until something else is typed. */
export function refuse(field, message, line = '') { refusals.set(field, { value: typed(field), message, line }); }
export const forgive = (field) => refusals.delete(field);
/* The line of the summary that the server said it by. */
export function toldLine(field) {
  const told = refusals.get(field);
  return told && told.line && told.message === said(field) ? told.line : '';
}
export function refused(field) {
  const told = refusals.get(field);
  return told && !field.disabled && told.value === typed(field) ? told.message : '';
}

/* Says what is wrong with a field at the field. The answer is what keeps the form from being sent. */
export function check(field) {
  /* a cell of a small table carries its title too, for phones; it is no field */
  if (field.dataset.l === undefined || field.value === undefined || field.type === 'hidden') { return ''; }
  const message = fault(field);
  show(field, message || refused(field));
  return message;
}
const idOf = (field) => `${field.id}-err`;
/* of its own form: while an answer takes the place of a form, both are on the page */
const errorOf = (field) => (field.form || document).querySelector(`[id="${idOf(field)}"]`);
export function said(field) {
  const error = errorOf(field);
  return error ? error.textContent.trim() : '';
}
function show(field, message) {
  const shown = errorOf(field);
  if (message) {
    field.setAttribute('aria-invalid', 'true');
    write(shown || place(field), message);
  } else {
    field.removeAttribute('aria-invalid');
    if (shown) { shown.remove(); }
  }
  describe(field, message ? idOf(field) : '');
}
function place(field) {
  const made = make('p', { id: idOf(field), className: 'zj-err' }, icon('warn'), make('span'));
  field.closest('.zj-f,td').appendChild(made);
  return made;
}
function write(shown, message) {
  if (shown.lastElementChild.textContent !== message) { shown.lastElementChild.textContent = message; }
}
function describe(field, id) {
  const rest = (field.getAttribute('aria-describedby') || '').split(' ').filter((one) => one && one !== idOf(field));
  if (id) { rest.push(id); }
  if (rest.length) { field.setAttribute('aria-describedby', rest.join(' ')); } else { field.removeAttribute('aria-describedby'); }
}
