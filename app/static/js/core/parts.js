/* Pieces of a page: brought to life, each once; loaded into dialogs and drawers; what their forms answer. */
import { closeDialog, focusIn, forgetOpener, keepFocus, openDialog, openerOf, returnFocus, whenSure } from './dialog.js';
import { $, $$, around, emit, keptForWindow, make, ofStatus, on, toast, TOLD, words } from './dom.js';
import { closeMenus } from './menu.js';
import { release, renewToken, signInAgain, stateOf } from './request.js';

/* Registry of what brings the pieces of a page to life, each element once. A module names its pieces by `whenNew`; a
   piece whose module may not be on the page yet names it by data-needs (app/core/web/assets.py). */
const makers = [], loaded = new Set();
let isStarted = false;

function apply({ selector, start, seen }, within) {
  const found = $$(selector, within);
  if (within.matches && within.matches(selector)) { found.push(within); }
  found.filter((element) => !seen.has(element)).forEach((element) => {
    seen.add(element);
    start(element);
  });
}
export function whenNew(selector, start) {
  const maker = { selector, start, seen: new WeakSet() };
  makers.push(maker);
  if (isStarted) { apply(maker, document); }
}
export function prepare(within) {
  isStarted = true;
  makers.forEach((maker) => apply(maker, within));
}

/* Names and not addresses, for a page keeps to the version that it came with. */
async function load(name) {
  await import(`../${name}`);
  loaded.add(name);
}
/* The modules that pieces ask for and that are not known to be there. */
function missing(within) {
  const found = $$('[data-needs]', within).concat(within.dataset && within.dataset.needs ? [within] : []);
  return [...new Set(found.flatMap((element) => element.dataset.needs.split(' ')))].filter((name) => !loaded.has(name));
}
/* A piece that has just arrived; `then` runs when its modules are there, or cannot be had. */
export function arrive(within, then = () => {}) {
  const names = missing(within);
  function settle() { prepare(within); then(); }
  if (!names.length) { settle(); return; }
  Promise.all(names.map(load))
    .catch(() => toast(words('offline'), 'bad'))
    .then(settle);
}

/* ── pages shown as a part: <a href data-opens="dialog|drawer"> loads its page into a dialog, a button of a form with
   data-opens what the form is answered ── */
const AS_PART = { 'X-ZJ-Partial': '1' };
const SIZES = ['m', 'l', 'xl'];
let titles = 0;

/* Shows a page in a dialog that is there already. */
export function show(dialog, address) {
  return htmx.ajax('GET', address, { source: dialog, target: dialog, swap: 'innerHTML', headers: AS_PART });
}
function open(opener, ask) {
  const wait = make('p', { className: 'zj-dialog__wait', textContent: words('loading') });
  const dialog = make('dialog', { className: `zj-dialog is-loading${opener.dataset.opens === 'drawer' ? ' zj-drawer' : ''}` }, wait);
  wait.setAttribute('role', 'status');
  dialog.dataset.loaded = '';
  dialog.setAttribute('hx-headers', JSON.stringify(AS_PART));
  dialog.setAttribute('aria-label', opener.textContent.trim());
  document.body.appendChild(dialog);
  openDialog(dialog, opener);
  htmx.process(dialog);
  ask(dialog);
  /* most have a form, whose module comes while the server is asked */
  load('form/form.js').catch(() => { /* what needs it says so */ });
}
function openAnswer(button) {
  const values = { [button.name]: button.value };
  new FormData(button.form).forEach((value, name) => { values[name] = (values[name] || []).concat(value); });
  const address = button.form.getAttribute('action');
  open(button, (dialog) => htmx.ajax('POST', address, { source: dialog, target: dialog, swap: 'innerHTML', headers: AS_PART, values }));
}
function dress(dialog) {
  const sized = $('form[data-form],.zj-dialog__b[data-size]', dialog), title = $('[data-title]', dialog);
  SIZES.forEach((size) => dialog.classList.toggle(`zj-dialog--${size}`, !!sized && sized.dataset.size === size));
  if (title) {
    titles += 1;
    title.id = `dialog-title-${titles}`;
    dialog.removeAttribute('aria-label');
    dialog.setAttribute('aria-labelledby', title.id);
  }
  const { activeElement: began } = document;
  /* out of sight until its modules are there: nothing is typed that they would not hear of */
  arrive(dialog, () => {
    dialog.classList.remove('is-loading');
    if (!dialog.open) { return; }
    /* whoever has gone on by keyboard meanwhile is not fetched back */
    if (document.activeElement === began || !dialog.contains(document.activeElement)) { focusIn(dialog); }
    emit(dialog, 'zj:shown');
  });
}

on(document, 'click', (event) => {
  const link = around(event, 'a[data-opens]'), button = around(event, 'button[data-opens]');
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (link && plain && window.htmx) { event.preventDefault(); closeMenus(); open(link, (dialog) => show(dialog, link.getAttribute('href'))); }
  if (button && window.htmx) { event.preventDefault(); openAnswer(button); }
  /* a step that follows in the dialog it stands in */
  const step = around(event, 'dialog a[data-in-place]');
  if (step && plain && window.htmx) {
    event.preventDefault();
    whenSure(step.closest('dialog'), () => show(step.closest('dialog'), step.href));
  }
});
on(document, 'htmx:afterSwap', ({ detail: { target } }) => {
  if (target.nodeName === 'DIALOG') { dress(target); } else { arrive(target.isConnected ? target : document); }
});

/* ── what did not go well ── */
async function sendAgain(form) {
  stateOf(form).renewed = true;
  release(form);
  try {
    await renewToken();
    form.requestSubmit(stateOf(form).pressed);
  } catch (reason) {
    stateOf(form).renewed = false;
    signInAgain(reason);
  }
}
function giveUp(target, text) {
  if (target && target.classList.contains('is-loading')) { closeDialog(target, true); }
  toast(text, 'bad');
}
on(document, 'htmx:responseError', (event) => {
  const { xhr, target } = event.detail, form = around(event, 'form');
  if (form && xhr.status === 400 && !stateOf(form).renewed && xhr.getResponseHeader('X-ZJ-Stale')) { sendAgain(form); return; }
  if (form) { stateOf(form).renewed = false; }
  release(event.target);
  if (form && xhr.status === 401) { signInAgain(); return; }
  giveUp(target, ofStatus(xhr.status));
});
['htmx:sendError', 'htmx:timeout'].forEach((type) => on(document, type, (event) => {
  release(event.target);
  giveUp(event.detail.target, words('offline'));
}));

/* ── the server says that it is done: close, say so, show the list as it is now ── */
export async function fetchList(address) {
  const list = $('#list');
  await htmx.ajax('GET', address, { source: list, target: list, select: '#list', swap: 'outerHTML' });
}
const fetchAsItIs = () => fetchList(location.pathname + location.search);
async function showAsItIs(opener, message) {
  /* the page that comes says it */
  if (!$('#list')) { keepFocus(opener); keptForWindow.set(TOLD, message); location.reload(); return; }
  toast(message);
  await fetchAsItIs();
  arrive(document, () => returnFocus(opener));
}
/* The list as it is now, beside whatever somebody goes on to do; the focus stays at its link. */
export async function showList() {
  const focused = document.activeElement;
  if (!$('#list') || $$('dialog[open]').length) { return; }
  await fetchAsItIs();
  arrive(document, () => { if (!document.contains(focused)) { returnFocus(focused); } });
}
on(document, 'zj:done', (event) => {
  const dialog = around(event, 'dialog'), form = dialog && $('form[data-form]', dialog), shown = $$('dialog[data-loaded]');
  if (form) { stateOf(form).dirty = false; }
  const opener = shown.filter((one) => one !== dialog && openerOf(one)).map(openerOf).pop() || (dialog && openerOf(dialog));
  if (event.detail.url) { keepFocus(opener); location.href = event.detail.url; return; }
  shown.reverse().forEach((one) => { forgetOpener(one); one.close(); });
  showAsItIs(opener, event.detail.message);
});
