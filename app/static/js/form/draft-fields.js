/* The fields of a draft: by name, as the form would send them; several ticks of one name are lines. */
import { emit } from '../core/dom.js';

const isTick = (control) => /^(checkbox|radio)$/.test(control.type);
const isList = (control) => control.multiple && !!control.options;

/* Whether a control belongs to the draft. */
export function counts(control) {
  if (!control.name || /^(password|file|submit|button|image|reset)$/.test(control.type)) { return false; }
  if (control.dataset.draftKey !== undefined || control.dataset.draftSkip !== undefined) { return false; }
  return control.type !== 'hidden' || control.dataset.keptFiles !== undefined || !!control.closest('.zj-pick');
}
export function controls(form, name) {
  const found = form.elements.namedItem(name);
  if (!found) { return []; }
  return (found.nodeName ? [found] : [...found]).filter(counts);
}
export function read(form, name) {
  const found = controls(form, name), [first] = found;
  if (!first) { return null; }
  if (isTick(first)) { return found.filter((one) => one.checked).map((one) => one.value).join('\n'); }
  if (isList(first)) { return [...first.selectedOptions].map((one) => one.value).join('\n'); }
  return first.value;
}
/* Puts a text into its field; false: the form has no such field. */
export function put(form, name, value) {
  const found = controls(form, name), [first] = found, lines = (value || '').split('\n');
  if (!first || value === null) { return false; }
  if (isTick(first)) {
    found.forEach((one) => { one.checked = lines.includes(one.value); });
  } else if (isList(first)) {
    [...first.options].forEach((one) => { one.selected = lines.includes(one.value); });
  } else if (first.dataset.keptFiles === undefined) {
    /* the files that another window has listed are shown when the form is opened again */
    first.value = value;
  }
  emit(first, 'input');
  return true;
}
export const label = (control) => control.dataset.l || control.getAttribute('aria-label') || control.name;
