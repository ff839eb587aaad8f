/* Dialogs: native <dialog> gives the focus trap and Esc. Where the focus goes; a question before an act. */
import { $, $$, around, keptForWindow, on } from './dom.js';
import { stateOf } from './request.js';

/* ── where the focus goes when a dialog opens and closes, and when an act leads to a page that is loaded anew ── */
const KEY = 'zj-focus';
const FIELDS = '.zj-dialog__b input:not([type=hidden]):not([type=file]),.zj-dialog__b select,.zj-dialog__b textarea';

export function focusIn(dialog) {
  const coarse = matchMedia('(pointer: coarse)').matches;
  let first = $('[autofocus]', dialog) || $('[data-errors]:not([hidden])', dialog) || $('[aria-invalid="true"]', dialog) ||
    (coarse ? null : $(FIELDS, dialog));
  if (!first) { dialog.tabIndex = -1; first = dialog; }
  first.focus();
}
export function returnFocus(opener) {
  if (!opener) { return; }
  if (document.contains(opener)) {
    const menu = opener.closest('.zj-menu[hidden]');
    (menu ? menu.previousElementSibling : opener).focus();
    return;
  }
  /* the list was refreshed: the same link is a new element now */
  const href = opener.getAttribute('href');
  const again = href && $$('a').find((link) => link.getAttribute('href') === href);
  const title = $('#list h1') || $('#main');
  if (!again && title.tabIndex < 0) { title.tabIndex = -1; }
  (again || title).focus();
}
export function keepFocus(opener) {
  if (opener) { keptForWindow.set(KEY, opener.id ? `#${opener.id}` : opener.getAttribute('href') || ''); }
}
export function restoreFocus() {
  const place = keptForWindow.get(KEY);
  keptForWindow.remove(KEY);
  if (place === null) { return; }
  const link = document.createElement('a');
  link.setAttribute('href', place);
  returnFocus((place[0] === '#' && document.getElementById(place.slice(1))) || link);
}

/* ── dialogs, and the question before an act ── */
const openers = new WeakMap();
const agreed = new WeakSet();

export function openDialog(dialog, from) {
  if (!dialog || dialog.open) { return; }
  openers.set(dialog, from || document.activeElement);
  dialog.showModal();
  focusIn(dialog);
  markHistory();
}
/* ── the browser's way back closes what is open before it leads to another page: an open dialog stands on
   an entry of its own; once nothing is open on it, it is passed over ── */
let isMarked = !!(history.state && history.state.dialog);
function markHistory() {
  if (isMarked) { return; }
  history.pushState({ dialog: true }, '');
  isMarked = true;
}
on(window, 'popstate', ({ state }) => {
  const wasMarked = isMarked, open = $$('dialog[open]');
  isMarked = !!(state && state.dialog);
  if (isMarked || !wasMarked) { return; }
  if (!open.length) { history.back(); return; }
  /* the one on top has the focus */
  closeDialog(document.activeElement.closest('dialog[open]') || open.pop());
  if ($$('dialog[open]').length) { markHistory(); }
});
/* What a dialog was opened by; the focus returns there, unless it is forgotten. */
export const openerOf = (dialog) => openers.get(dialog) || null;
export const setOpener = (dialog, opener) => openers.set(dialog, opener);
export const forgetOpener = (dialog) => openers.delete(dialog);

/* a form with a draft may be closed without a question: its text is kept */
function isUnsaved(dialog) {
  const form = $('form[data-form]', dialog);
  return !!form && stateOf(form).dirty && !stateOf(form).kept;
}
/* What would lose text that nobody has saved is asked about first. */
export function whenSure(dialog, act) {
  if (isUnsaved(dialog)) { ask($('#leave'), act); } else { act(); }
}
export function closeDialog(dialog, sure) {
  if (!dialog || !dialog.open) { return; }
  if (sure) { dialog.close(); } else { whenSure(dialog, () => dialog.close()); }
}
/* The button that says yes carries the verb of the one that was pressed. */
function ask(dialog, yes, text, pressed) {
  const button = $('[data-yes]', dialog);
  if (text) { $('h2', dialog).textContent = text; }
  if (pressed) {
    button.textContent = pressed.textContent.trim();
    button.className = `zj-btn ${pressed.classList.contains('zj-link--danger') ? 'zj-btn--dangerfill' : 'zj-btn--p'}`;
  }
  button.onclick = () => { dialog.close(); yes(); };
  openDialog(dialog);
}
/* Whether the question before this button's act was answered by yes. */
export const isAgreed = (button) => agreed.has(button);
function askFirst(button) {
  const text = button.dataset.confirm.replace('{n}', $$('[data-one]:checked').length);
  ask($('#ask'), () => {
    agreed.add(button);
    button.click();
    agreed.delete(button);
  }, text, button);
}

on(document, 'close', (event) => {
  const dialog = event.target;
  if (dialog.nodeName !== 'DIALOG') { return; }
  const opener = openerOf(dialog);
  forgetOpener(dialog);
  if (dialog.dataset.loaded !== undefined) { dialog.remove(); }
  returnFocus(opener);
}, true);
on(document, 'cancel', (event) => {
  if (event.target.nodeName === 'DIALOG' && isUnsaved(event.target)) { event.preventDefault(); closeDialog(event.target); }
}, true);
function isOutside(event, dialog) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
on(document, 'click', (event) => {
  const open = around(event, '[data-open]'), close = around(event, 'dialog [data-close]'), confirm = around(event, '[data-confirm]');
  if (open) { event.preventDefault(); openDialog($(open.dataset.open), open); return; }
  if (close) { closeDialog(close.closest('dialog')); return; }
  if (confirm && !isAgreed(confirm)) { event.preventDefault(); askFirst(confirm); return; }
  const target = event.target;
  if (target.nodeName === 'DIALOG' && target.open && isOutside(event, target) && !$('form[data-form]', target)) { closeDialog(target); }
});
