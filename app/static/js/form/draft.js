/* Drafts of long forms: what is typed goes to the server every few seconds; while it cannot, it waits in this
   browser. What is done with it is decided by draft-rules.js; this is the page. Without this script the forms still
   work, without a draft. */
import { isAgreed } from '../core/dialog.js';
import { $, $$, around, emit, fill, kept, make, ofStatus, on, toast, words } from '../core/dom.js';
import { show, showList, whenNew } from '../core/parts.js';
import { call, JSON_WANTED, linkToSignIn, stateOf, user } from '../core/request.js';
import { controls, counts, label, put, read } from './draft-fields.js';
import * as rules from './draft-rules.js';
import './form.js';
import { deliver, send } from './outbox.js';

const NEWS = 8000, FIRST_NEWS = 500;
/* the open forms with a draft: by the name of their window, and by the form */
const open = new Map(), byForm = new WeakMap();

const drafts = () => [...open.values()];
const draftOf = (element) => byForm.get(element.form || element);
const reader = (draft) => (name) => read(draft.form, name);
const named = (form) => $$('[name]', form).filter(counts);
function newName() {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (c) =>
    (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
}

/* ── a draft: one open form ── */
function begin(form, holder) {
  const info = JSON.parse(holder.dataset.draft), draft = rules.newDraft(newName(), info);
  draft.info = info;
  open.set(draft.client, draft);
  attach(draft, form, holder);
  Object.entries(info.fields).forEach(([name, texts]) => take(draft, name, texts));
  named(form).forEach((one) => field(draft, one.name));
  carry(draft);
  if (rules.pending(draft).length) { schedule(draft); }
  return draft;
}
function attach(draft, form, holder) {
  draft.form = form;
  draft.holder = holder;
  draft.paused = false;
  byForm.set(form, draft);
  stateOf(form).kept = true;
  draft.status = $('[data-dirty]', form) || draft.status;
  /* the line says now what this script knows; it is read out only when its kind changes */
  if (draft.status) { draft.status.removeAttribute('data-dirty'); draft.status.removeAttribute('aria-live'); }
  carry(draft);
}
function end(draft) {
  draft.closed = draft.done = true;
  clearTimeout(draft.timer);
  kept.remove(outbox(draft));
  open.delete(draft.client);
}
function field(draft, name) {
  return draft.fields[name] || rules.newField(draft, name, read(draft.form, name), draft.info.plain[name]);
}
/* the texts of a field as the form opens */
function take(draft, name, texts) {
  field(draft, name);
  if (rules.begin(draft, name, texts, read(draft.form, name))) { touch(draft, name); }
  showOthers(draft, name);
}
function touch(draft, name) {
  field(draft, name);
  rules.touch(draft, name);
  carry(draft);
  remember(draft);
  if (!draft.kind || draft.kind === 'saved') { say(draft, 'saving'); }
}
/* sums and marks of the form follow, but nobody has typed here */
function write(draft, name, value) {
  const state = stateOf(draft.form), { dirty } = state;
  draft.filling = true;
  const isThere = put(draft.form, name, value);
  draft.filling = false;
  if (isThere) { state.dirty = dirty; }
  return isThere;
}
/* what the form carries along, so that the server knows which texts it has shown */
function carry(draft) {
  Object.entries({ client: draft.client, revision: draft.revision, number: draft.edits }).forEach(([name, value]) => {
    const input = draft.form.elements.namedItem(`draft_${name}`);
    if (input) { input.value = value; }
  });
}
/* the outbox of this window: kept until the server has acknowledged it */
const outbox = (draft) => rules.outbox(draft, user());
function remember(draft) {
  if (draft.done || !rules.pending(draft).length) { kept.remove(outbox(draft)); return; }
  kept.set(outbox(draft), JSON.stringify({ address: rules.address(draft), body: rules.body(draft, reader(draft)) }));
}

/* ── saving ── */
function saveAfter(draft, time) {
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => save(draft), time);
}
function schedule(draft) {
  const now = Date.now();
  draft.first = draft.first || now;
  saveAfter(draft, rules.delay(draft.first, now));
}
function again(draft, after) { if (after !== null) { saveAfter(draft, after); } }
function save(draft, leaving) {
  const step = rules.step(draft, navigator.onLine, leaving);
  if (step === 'wait') { draft.more = true; }
  if (step === 'offline') { say(draft, 'offline'); again(draft, rules.RETRY); }
  if (step === 'send') { draft.sending = deliverNow(draft, leaving); }
  return draft.sending;
}
async function deliverNow(draft, leaving) {
  const content = rules.body(draft, reader(draft)), where = rules.address(draft);
  clearTimeout(draft.timer);
  draft.first = 0;
  draft.busy = true;
  if (!leaving) { say(draft, 'saving'); }
  try {
    await hearAnswer(draft, await send(where, content, leaving), content, where);
  } catch (reason) {
    const failure = rules.failure(reason, navigator.onLine);
    say(draft, failure.kind, { reason: words('stranger') });
    again(draft, failure.after);
  }
  draft.busy = false;
  if (draft.more && rules.pending(draft).length) { draft.more = false; schedule(draft); }
}
async function hearAnswer(draft, answer, content, where) {
  if (!answer.ok) { await hearRefusal(draft, answer); return; }
  const told = await answer.json();
  /* the year was switched meanwhile: this was about another record */
  if (where !== rules.address(draft)) { return; }
  rules.acknowledge(draft, content);
  remember(draft);
  follow(draft, told);
  settle(draft, told.at);
}
async function hearRefusal(draft, answer) {
  const refusal = rules.refusal(answer.status);
  if (refusal.kind !== 'refused') { say(draft, refusal.kind); again(draft, refusal.after); return; }
  const told = await answer.json().catch(() => ({}));
  say(draft, 'refused', { reason: told.errors ? told.errors[0].message : told.error || '' });
}
function settle(draft, at) {
  if (rules.pending(draft).length) { return; }
  /* nothing would be lost by closing the form now */
  stateOf(draft.form).dirty = false;
  say(draft, 'saved', { at });
}

/* ── what others typed: into untouched fields; beside those that this window's person wrote ── */
function follow(draft, told) {
  if (!rules.follow(draft, told)) { return; }
  Object.entries(told.fields).forEach(([name, texts]) => merge(draft, name, texts));
  if (told.discarded) { retype(draft); }
  if (told.stored) { announce(draft, told.stored); }
  carry(draft);
}
function merge(draft, name, texts) {
  field(draft, name);
  const isNew = rules.merge(draft, name, texts, read(draft.form, name)), [{ value }] = texts;
  if (isNew && !write(draft, name, value)) { missing(draft, name, value); }
  showOthers(draft, name);
}
/* a form that makes its own rows may add or take out this one; else the reader is told */
function missing(draft, name, value) {
  if (name.startsWith('explain-')) { return; }
  if (emit(draft.form, 'zj:draft-field', { name, value })) { announce(draft, draft.holder.dataset.added); }
}
/* somebody threw the draft away while this window was still typing: its text counts again */
function retype(draft) {
  rules.touched(draft).forEach((name) => touch(draft, name));
  if (rules.pending(draft).length) { schedule(draft); }
}
function announce(draft, text) {
  const box = $('[data-draft-told]', draft.holder);
  box.lastElementChild.textContent = text;
  box.hidden = false;
  hear(draft, text);
}
function hear(draft, text) { $('[data-draft-live]', draft.holder).textContent = text; }
async function news(draft) {
  if (!rules.mayAsk(draft, navigator.onLine)) { return; }
  const where = rules.address(draft), told = await ask(draft, where);
  if (!told || where !== rules.address(draft) || draft.closed) { return; }
  follow(draft, told);
  if (!rules.touched(draft).length) { inform(draft, told); }
  if (rules.isStuck(draft)) { save(draft); settle(draft, told.at); }
}
async function ask(draft, where) {
  try {
    const answer = await call(`${where}?since=${draft.revision}&client=${draft.client}`, { headers: JSON_WANTED });
    if (answer.status === 401) { say(draft, 'expired'); }
    return answer.ok ? await answer.json() : null;
  } catch {
    /* the next save will say that the network is gone */
    return null;
  }
}

/* ── a text of somebody else beside the field, to adopt or to leave ── */
function showOthers(draft, name) {
  const [control] = controls(draft.form, name), { others } = draft.fields[name];
  if (!control) { return; }
  const place = control.closest('.zj-f') || control.closest('td') || control.parentNode;
  const were = $$('[data-draft-other]', place).filter((box) => box.dataset.draftOther === name);
  /* what is shown already stays, for somebody may be about to press it */
  const boxes = others.map((text) => were.find((box) => box.dataset.revision === String(text.revision)) || beside(draft, name, control, text));
  were.filter((box) => !boxes.includes(box)).forEach((box) => box.remove());
  place.append(...boxes.filter((box) => !were.includes(box)));
  if (others.length > were.length) { hear(draft, fill(draft.holder.dataset.told, { label: label(control) })); }
}
function beside(draft, name, control, text) {
  const { other, nothing, adopt, keep } = draft.holder.dataset;
  const said = make('span', {}, fill(other, text), make('b', { textContent: text.value || nothing }));
  const box = make('div', { className: 'zj-other' }, said,
    button(adopt, () => choose(draft, name, text, true)), button(keep, () => choose(draft, name, text, false)));
  box.dataset.draftOther = name;
  box.dataset.revision = text.revision;
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', `${label(control)} ${said.textContent}`);
  return box;
}
function button(text, act) {
  const made = make('button', { type: 'button', className: 'zj-btn zj-btn--s', textContent: text });
  on(made, 'click', act);
  return made;
}
function choose(draft, name, text, adopted) {
  if (adopted) { write(draft, name, text.value || ''); }
  rules.settle(draft.fields[name], text);
  touch(draft, name);
  showOthers(draft, name);
  stateOf(draft.form).dirty = true;
  controls(draft.form, name)[0].focus();
  save(draft);
}

/* ── the line at the foot of the form ── */
function say(draft, kind, values = {}) {
  if (!rules.isSaid(draft, kind)) { return; }
  const line = draft.status, { login } = draft.holder.dataset, text = fill(draft.holder.dataset[kind], values);
  if (line) {
    line.textContent = text;
    line.classList.toggle('zj-bad', kind === 'refused' || kind === 'expired');
    if (kind === 'expired') { line.append(' ', linkToSignIn(login)); }
  }
  if (rules.isHeard(draft, kind)) { hear(draft, text); draft.kind = kind; }
}

/* ── another year in a new form: another record, another draft; what was typed comes along ── */
function switchTo(draft, key) {
  const old = rules.address(draft), had = rules.touched(draft);
  kept.remove(outbox(draft));
  clearTimeout(draft.timer);
  if (had.length && navigator.onLine) {
    send(`${old}/discard`, { client: draft.client }).catch(() => { /* it is offered again there */ });
  }
  open.delete(draft.client);
  rules.moveOn(draft, newName(), key);
  open.set(draft.client, draft);
  Object.keys(draft.fields).forEach((name) => {
    if (!draft.fields[name].touched) { empty(draft, name); }
    showOthers(draft, name);
  });
  had.forEach((name) => touch(draft, name));
  $('[data-draft-notice]', draft.holder).hidden = true;
  $$('[data-draft-discarded]', draft.holder).forEach((box) => box.remove());
  lookInto(draft, key);
  if (had.length) { schedule(draft); }
}
/* text of the other record's draft goes; the form's script fills in what the new one starts with */
function empty(draft, name) {
  const { plain } = draft.fields[name];
  if (plain === null || read(draft.form, name) === plain) { return; }
  write(draft, name, plain);
  controls(draft.form, name).forEach((one) => { delete one.dataset.touched; });
}
async function lookInto(draft, key) {
  let told = null;
  try {
    const answer = await call(`${rules.address(draft)}?since=0`, { headers: JSON_WANTED });
    told = answer.ok ? await answer.json() : null;
  } catch { /* the first save brings it */ }
  if (!told || draft.key !== key) { return; }
  follow(draft, told);
  inform(draft, told);
}
/* A draft that the page did not know of, for another year was chosen or its save was still under way. */
function inform(draft, { notice }) {
  if (!notice) { return; }
  const box = $('[data-draft-notice]', draft.holder);
  $('[data-draft-words]', box).textContent = notice;
  box.hidden = false;
}
function reopen(draft) {
  const page = draft.info.page.replace('{key}', encodeURIComponent(draft.key)), dialog = draft.form.closest('dialog');
  stateOf(draft.form).dirty = false;
  end(draft);
  if (dialog && window.htmx) { show(dialog, page); } else { location.assign(page); }
}
/* 'discard' or 'take-back' */
async function order(draft, act) {
  draft.paused = true;
  try {
    const answer = await send(`${rules.address(draft)}/${act}`, {});
    if (answer.ok) { reopen(draft); return; }
    toast(answer.status === 401 ? ofStatus(401) : words('failed'), 'bad');
  } catch {
    toast(words('offline'), 'bad');
  }
  draft.paused = false;
}

/* ── events ── */
function changed({ type, target }) {
  const draft = draftOf(target);
  if (!draft || draft.filling) { return; }
  draft.worked = Date.now();
  if (target.dataset.draftKey !== undefined) {
    if (type === 'change') { switchTo(draft, target.value); }
    return;
  }
  if (!counts(target)) { return; }
  const box = target.closest('.zj-pick');
  touch(draft, target.name);
  if (box) { $$('input[type="hidden"][name]', box).forEach((hidden) => touch(draft, hidden.name)); }
  schedule(draft);
}
on(document, 'input', changed);
on(document, 'change', changed);
on(document, 'focusout', ({ target }) => {
  const draft = draftOf(target);
  if (draft) { save(draft); }
});
/* rows that a form's own script added or took out */
on(document, 'zj:draft-changed', ({ target }) => {
  const draft = draftOf(target);
  if (!draft) { return; }
  named(draft.form).filter((one) => !draft.fields[one.name]).forEach((one) => { field(draft, one.name).value = null; });
  rules.differing(draft, reader(draft)).forEach((name) => touch(draft, name));
  schedule(draft);
});
function bring() {
  deliver([...open.keys()], (address) => drafts().filter((draft) => rules.address(draft) === address).forEach(news));
}
const leave = () => drafts().forEach((draft) => save(draft, true));
const look = () => drafts().forEach(news);
on(window, 'pagehide', leave);
on(document, 'visibilitychange', () => { if (document.hidden) { leave(); } else { look(); } });
on(window, 'focus', look);
on(window, 'online', () => {
  drafts().forEach((draft) => { if (rules.pending(draft).length) { save(draft); } else { news(draft); } });
  bring();
});
on(window, 'offline', () => drafts().forEach((draft) => say(draft, 'offline')));
/* the form is stored: by then its draft is done; while it is sent, no save overtakes it */
on(document, 'htmx:beforeRequest', ({ target }) => {
  const draft = draftOf(target);
  if (draft) { draft.paused = true; }
});
on(document, 'htmx:afterRequest', ({ target }) => {
  const draft = draftOf(target);
  if (!draft || draft.closed) { return; }
  draft.paused = false;
  if (rules.pending(draft).length) { schedule(draft); }
});
on(document, 'submit', (event) => {
  const draft = draftOf(event.target);
  if (draft && !event.defaultPrevented && !draft.form.hasAttribute('hx-post')) { draft.paused = true; }
});
on(document, 'zj:done', (event) => {
  const form = around(event, 'form'), draft = form && draftOf(form);
  if (draft) { end(draft); }
}, true);
on(document, 'close', ({ target }) => {
  drafts().filter((draft) => target.contains(draft.form)).forEach((draft) => {
    const typed = rules.touched(draft).length > 0;
    const sending = save(draft, true);
    draft.closed = true;
    open.delete(draft.client);
    if (!typed) { return; }
    toast(draft.holder.dataset.closed);
    /* the list names the draft as soon as it is there */
    Promise.resolve(sending).then(showList);
  });
}, true);
on(document, 'click', (event) => {
  const target = around(event, '[data-draft-go],[data-draft-discard],[data-draft-back]'), draft = target && draftOf(target);
  if (!draft) { return; }
  if (target.dataset.draftGo !== undefined) {
    target.closest('[data-draft-notice]').hidden = true;
    const first = $('input:not([type=hidden]):not([readonly]),select,textarea', draft.form);
    if (first) { first.focus(); }
  }
  if (target.dataset.draftDiscard !== undefined && isAgreed(target)) { order(draft, 'discard'); }
  if (target.dataset.draftBack !== undefined) { order(draft, 'take-back'); }
});
setInterval(() => {
  if (!document.hidden) { drafts().filter((draft) => rules.isAtWork(draft, Date.now())).forEach(news); }
}, NEWS);

/* ── forms that are new on the page ── */
/* the same form again, refused: its draft goes on */
function goOn(draft, form, holder) {
  attach(draft, form, holder);
  Object.keys(draft.fields).forEach((name) => showOthers(draft, name));
  if (rules.pending(draft).length) { schedule(draft); } else { stateOf(form).dirty = false; }
}
whenNew('[data-draft]', (holder) => {
  const form = holder.closest('form'), handed = form.elements.namedItem('draft_client');
  const known = handed && open.get(handed.value);
  if (known) { goOn(known, form, holder); return; }
  const draft = begin(form, holder);
  draft.worked = Date.now();
  setTimeout(() => news(draft), FIRST_NEWS);
  bring();
});
