/* The rules of a draft in its window: whose text of a field counts, what waits for the server, when it is
 sent and tried again. No page and no network; the server's side is app/drafts/rules.py. */
import { WAITING } from '../core/dom.js';

/* a save follows the last keystroke by PAUSE, the first unsaved one by LONGEST at most */
const PAUSE = 1500, LONGEST = 3500;
export const RETRY = 4000;
/* news of others while somebody is at work: an idle window must not keep its sign-in alive */
const AT_WORK = 120000;
/* bytes that a browser sends along when its page is closed */
const LEAVING = 60000;
/* how many settled revisions the server takes with one text */
const MOST_SETTLED = 100;

/* A draft in a window that has just opened; `info` is what the page says of it. */
export function newDraft(client, info) {
  const { resource, key, base_version, revision } = info;
  return { client, resource, key, base_version, revision, edits: 0, fields: {}, first: 0, worked: 0, kind: '' };
}
export const address = (draft) => `/drafts/${encodeURIComponent(draft.resource)}/${encodeURIComponent(draft.key)}`;

/* ── fields ── */

/* A field of a draft: `over` are the revisions that its window has shown and settled, `others` the texts
   beside its own, `number` its last edit, `value` what the server has, `plain` what it is without a draft. */
export function newField(draft, name, value, plain = value) {
  draft.fields[name] = { over: [], value, plain, others: [], number: 0, touched: false, dirty: false };
  return draft.fields[name];
}
const names = (draft, fits) => Object.keys(draft.fields).filter((name) => fits(draft.fields[name], name));
/* the fields whose text is still to be saved */
export const pending = (draft) => names(draft, (one) => one.dirty);
/* the fields that somebody has written in this window */
export const touched = (draft) => names(draft, (one) => one.touched);
/* the fields whose text in the form is not the one that is known; `read` gives it */
export const differing = (draft, read) => names(draft, (one, name) => read(name) !== one.value);
export function touch(draft, name) {
  const one = draft.fields[name];
  one.touched = one.dirty = true;
  one.number = draft.edits += 1;
}

/* ── texts of several windows: `texts` has the current one first, `own` is what the form holds ── */

/* The texts as the form opens. True: the form carries a newer one, for it was refused; that was written
   in sight of the texts up to the draft's revision. */
export function begin(draft, name, texts, own) {
  const one = draft.fields[name];
  one.value = texts[0].value;
  if (own === null || own === one.value) { show(one, texts); return false; }
  one.over = texts.map((text) => text.revision).filter((revision) => revision <= draft.revision);
  one.others = texts.filter((text) => text.revision > draft.revision);
  return true;
}
/* An answer of the server. True: it is news; false: a newer one has overtaken it, and said all of it. */
export function follow(draft, told) {
  if (told.revision < draft.revision) { return false; }
  draft.revision = told.revision;
  return true;
}
/* News of a field. True: the current text belongs into the form, for nobody has written there. */
export function merge(draft, name, texts, own) {
  const one = draft.fields[name];
  if (one.touched) { putBeside(one, texts, own, draft.client); return false; }
  show(one, texts);
  if (own === texts[0].value) { return false; }
  one.value = texts[0].value;
  return true;
}
function show(one, texts) {
  one.over = [texts[0].revision];
  one.others = texts.slice(1);
}
function putBeside(one, texts, own, client) {
  const others = texts.filter((text) => text.client !== client && text.value !== own);
  one.others = others.filter((text) => !one.over.includes(text.revision));
}
/* Somebody has decided about a text that stood beside. */
export function settle(one, text) {
  one.over.push(text.revision);
  one.others = one.others.filter((other) => other.revision !== text.revision);
}
/* Another record: what is known of the old one is forgotten, what was typed comes along. */
export function moveOn(draft, client, key) {
  Object.assign(draft, { client, key, revision: 0, base_version: null });
  Object.values(draft.fields).forEach((one) => Object.assign(one, { over: [], others: [] }));
}

/* ── saving ── */

/* What is to be done about unsaved text: 'rest', 'wait' for the save under way, 'offline', or 'send'. */
export function step(draft, online, leaving) {
  if (draft.closed || draft.paused || !pending(draft).length) { return 'rest'; }
  if (draft.busy && !leaving) { return 'wait'; }
  return online ? 'send' : 'offline';
}
export const delay = (first, now) => Math.max(0, Math.min(PAUSE, first + LONGEST - now));
export function body(draft, read) {
  return {
    client: draft.client,
    since: draft.revision,
    base_version: draft.base_version,
    fields: pending(draft).map((name) => {
      const { number, over } = draft.fields[name];
      return { name, value: read(name), number, over: over.slice(-MOST_SETTLED) };
    })
  };
}
/* The server has it; what was typed since it was sent is still to be saved. */
export function acknowledge(draft, content) {
  content.fields.forEach((sent) => {
    const one = draft.fields[sent.name];
    one.value = sent.value;
    if (one.number === sent.number) { one.dirty = false; }
  });
}
/* What an answer that saved nothing means: what is said, and how soon it is tried again, if at all. */
export function refusal(status) {
  if (status === 401) { return { kind: 'expired', after: RETRY * 3 }; }
  if (status === 429 || status >= 500) { return { kind: 'trouble', after: RETRY * 2 }; }
  return { kind: 'refused', after: null };
}
/* The same without an answer, or without a fresh token: a 'stranger' is signed in now. */
export function failure(reason, online) {
  if (reason === 'stranger') { return { kind: 'refused', after: null }; }
  if (reason === 401) { return refusal(reason); }
  return { kind: online ? 'trouble' : 'offline', after: RETRY };
}
export const fitsLeaving = (text) => new TextEncoder().encode(text).length < LEAVING;

/* ── news ── */
export const mayAsk = (draft, online) => !draft.closed && !draft.paused && !draft.busy && online;
export const isAtWork = (draft, now) => now - draft.worked < AT_WORK;
/* the last word was that nothing could be saved: any answer says that it may go again */
export const isStuck = (draft) => ['expired', 'offline', 'trouble'].includes(draft.kind);

/* ── the line at the foot of the form ── */

/* the link to the sign-in stays under the pointer until a save has gone through */
export const isSaid = (draft, kind) => draft.kind !== 'expired' || (kind !== 'expired' && kind !== 'saving');
/* it is read out only when its kind changes */
export const isHeard = (draft, kind) => kind !== draft.kind && kind !== 'saving';

/* ── the outbox of a window, in its browser: kept until the server has acknowledged it ── */
export const outbox = (draft, user) => `${WAITING}${user}:${address(draft)}:${draft.client}`;
export const isOutbox = (key) => key.startsWith(WAITING);
/* whether a closed window of this person left it behind; `open` are the windows of this page */
export const isLeftBehind = (key, user, open) => key.startsWith(`${WAITING}${user}:`) && !open.includes(key.split(':').pop());
