/* Files of a form: each is sent by itself when it is chosen or dropped, and the form keeps its number.
   The words come from the page; the server checks everything again. */
import { $, $$, around, emit, ofStatus, on, words } from '../core/dom.js';
import './followed.js';
import { showTabOf } from './tabs.js';

const PATIENCE = 120000;

const boxOf = (slot) => slot.closest('[data-files]');
function say(slot, pattern, name) {
  $('[data-said]', boxOf(slot)).textContent = boxOf(slot).dataset[pattern].replace('{name}', name);
}
function fault(slot, text) {
  const place = $('[data-slot-error]', slot);
  place.hidden = !text;
  $('span', place).textContent = text || '';
  emit(slot, 'zj:slot-fault');
}
/* Token, listed and shown files, for the draft: a form that is opened again has them back. */
function keep(box) {
  const ids = (selector) => $$(selector, box).map((one) => one.value).join(',');
  const field = $('[data-kept-files]', box);
  field.value = `${$('[data-files-token]', box).value} ${ids('[data-list] [data-file-id]')} ${ids('[data-file-shown]')}`;
  emit(field, 'input');
}
/* The form hears that something was changed, and the next file may be chosen. */
function changed(slot) {
  keep(boxOf(slot));
  emit(slot, 'input');
  $('[data-choose]', slot).focus();
}

/* ── one file after another, so that progress and errors stay readable ── */
function problem(slot, file) {
  const name = file.name.toLowerCase(), { accept, limit, most, wordsKind, wordsLarge, wordsMany } = slot.dataset;
  if (!accept.split(',').some((end) => name.endsWith(end))) { return wordsKind; }
  if (file.size > +limit) { return wordsLarge; }
  return $$('[data-file]', slot).length >= +most ? wordsMany : '';
}
async function take(slot, files) {
  fault(slot, '');
  for (const file of [...files]) {
    const wrong = problem(slot, file) || await send(slot, file);
    if (wrong) { fault(slot, wrong); return; }
  }
}
function parcel(slot, file) {
  const box = boxOf(slot), body = new FormData();
  body.set('resource', box.dataset.resource);
  body.set('slot', slot.dataset.slot);
  body.set('files_token', $('[data-files-token]', box).value);
  body.set('file', file);
  return body;
}
/* The call, with its progress shown; resolves whatever the answer is. */
function upload(slot, address, file, bar) {
  const box = boxOf(slot), call = new XMLHttpRequest();
  call.open('POST', address);
  call.setRequestHeader('Accept', 'application/json');
  call.setRequestHeader('X-ZJ-Partial', '1');
  call.setRequestHeader('X-CSRFToken', $('[name="csrf_token"]', box.closest('form')).value);
  call.timeout = PATIENCE;
  call.upload.onprogress = ({ lengthComputable, loaded, total }) => {
    if (lengthComputable && loaded < total) { bar.value = 100 * loaded / total; } else { bar.removeAttribute('value'); }
  };
  return new Promise((resolve) => {
    call.onloadend = () => resolve(call);
    call.send(parcel(slot, file));
  });
}
function answerOf(call) {
  /* no answer, or none of ours, says nothing */
  try { return JSON.parse(call.responseText); } catch { return {}; }
}
/* Sends a file, or the number of one that is to be turned; the answer is what went wrong. */
async function send(slot, file, address = boxOf(slot).dataset.address, done = add) {
  const bar = $('[data-bar]', slot), choose = $('[data-choose]', slot);
  slot.dataset.busy = '';
  choose.disabled = true;
  bar.hidden = false;
  bar.removeAttribute('value');
  say(slot, 'wordsSending', '');
  const call = await upload(slot, address, file, bar), told = answerOf(call);
  delete slot.dataset.busy;
  choose.disabled = false;
  bar.hidden = true;
  if (call.status === 201) { done(slot, told); return ''; }
  choose.focus();
  if (call.status === 401) { return ofStatus(401); }
  return told.detail || told.error || (call.status ? boxOf(slot).dataset.wordsFailed : words('offline'));
}
function rowOf(slot, file) {
  const row = $('[data-file-row]', boxOf(slot)).content.firstElementChild.cloneNode(true);
  $('[data-file-id]', row).value = file.id;
  $('[data-name]', row).textContent = file.name;
  $('[data-size]', row).textContent = file.size;
  $$('[data-of]', row).forEach((one) => { one.textContent = ` ${file.name}`; });
  $('[data-save]', row).href = file.saving;
  if (file.is_picture) { $('[data-view]', row).href = file.url; } else { $('[data-view]', row).remove(); }
  if (file.small) { $('[data-small]', row).src = file.small; $('[data-sign]', row).remove(); } else { $('[data-small]', row).remove(); $('[data-turn-file]', row).remove(); }
  if (+slot.dataset.most < 2) { $('[data-move-file]', row).remove(); }
  return row;
}
function add(slot, file) {
  $('[data-list]', slot).appendChild(rowOf(slot, file));
  say(slot, 'wordsAdded', file.name);
  /* a file here does as well as one there */
  $$(`[data-instead="${slot.dataset.slot}"]`, boxOf(slot)).forEach((one) => fault(one, ''));
  changed(slot);
}

function chosen(input) {
  take(input.closest('[data-slot]'), input.files);
  /* the same file may be chosen again */
  input.value = '';
}
on(document, 'change', ({ target }) => {
  if (target.matches && target.matches('[data-choose]')) { chosen(target); }
});
/* Somebody may have been faster than this script. */
$$('input[data-choose]').forEach((input) => { if (input.files.length > 0) { chosen(input); } });
/* A picture is turned by the server; the turned one takes the place of the one that was. */
async function turn(slot, row) {
  if (slot.dataset.busy !== undefined) { return; }
  fault(slot, '');
  const wrong = await send(slot, $('[data-file-id]', row).value, boxOf(slot).dataset.turning, (_slot, file) => {
    const fresh = rowOf(slot, file);
    row.replaceWith(fresh);
    say(slot, 'wordsTurned', file.name);
    changed(slot);
    $('[data-turn-file]', fresh).focus();
  });
  if (wrong) { fault(slot, wrong); }
}
on(document, 'click', (event) => {
  const button = around(event, '[data-turn-file]');
  if (button) { turn(button.closest('[data-slot]'), button.closest('[data-file]')); }
});
/* One place further to the front, so that files can be put in any order by keyboard. */
on(document, 'click', (event) => {
  const button = around(event, '[data-move-file]'), row = button && button.closest('[data-file]');
  if (!row || !row.previousElementSibling) { return; }
  const slot = button.closest('[data-slot]');
  row.previousElementSibling.before(row);
  say(slot, 'wordsMoved', $('[data-name]', row).textContent);
  changed(slot);
  button.focus();
});
on(document, 'click', (event) => {
  const button = around(event, '[data-drop-file]');
  if (!button) { return; }
  const slot = button.closest('[data-slot]'), row = button.closest('[data-file]');
  say(slot, 'wordsRemoved', $('[data-name]', row).textContent);
  row.remove();
  fault(slot, '');
  changed(slot);
});

/* ── dragging is an extra: the button does the same ── */
['dragover', 'dragleave', 'drop'].forEach((type) => on(document, type, (event) => {
  const slot = around(event, '[data-slot]'), carried = event.dataTransfer;
  if (!slot || !carried || !carried.types.includes('Files')) { return; }
  event.preventDefault();
  slot.classList.toggle('is-over', type === 'dragover');
  if (type === 'drop' && slot.dataset.busy === undefined) { take(slot, carried.files); }
}));

/* a form waits for its files; at the window, so before anybody else hears of it */
on(window, 'submit', (event) => {
  const busy = $('[data-slot][data-busy]', event.target);
  if (!busy) { return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  fault(busy, boxOf(busy).dataset.wordsBusy);
  showTabOf(busy);
  $('[data-slot-error]', busy).scrollIntoView({ block: 'center' });
}, true);
