/* The way of a draft to the server, and what a closed window left behind in this browser on that way. */
import { kept, WAITING } from '../core/dom.js';
import { call, JSON_WANTED, renewToken, token, user } from '../core/request.js';
import { fitsLeaving, isLeftBehind } from './draft-rules.js';

const PATIENCE = 10000;
const underWay = new Set();

async function post(address, content, leaving) {
  const body = JSON.stringify(content), stop = new AbortController();
  const timer = leaving ? null : setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await call(address, {
      method: 'POST',
      body,
      signal: stop.signal,
      keepalive: !!leaving && fitsLeaving(body),
      headers: { ...JSON_WANTED, 'Content-Type': 'application/json', 'X-CSRFToken': token() }
    });
  } finally {
    clearTimeout(timer);
  }
}
/* A page that outlived its sign-in goes on with a fresh token, once. */
export async function send(address, content, leaving) {
  const answer = await post(address, content, leaving);
  if (answer.status !== 400 || !answer.headers.get('X-ZJ-Stale')) { return answer; }
  await renewToken();
  return post(address, content, leaving);
}

async function deliverOne(key, told) {
  const text = kept.get(key);
  if (!text) { return; }
  const left = JSON.parse(text), answer = await send(left.address, left.body);
  if (!answer.ok) { return; }
  /* a window of another tab may have gone on writing it */
  if (kept.get(key) === text) { kept.remove(key); }
  told(left.address);
}
/* Sends what was left behind; `open` are the windows of this page, `told` hears of the addresses that got something. */
export function deliver(open = [], told = () => {}) {
  if (!user() || !navigator.onLine) { return; }
  kept.keys(WAITING).filter((key) => isLeftBehind(key, user(), open) && !underWay.has(key)).forEach((key) => {
    underWay.add(key);
    deliverOne(key, told)
      .catch(() => { /* it stays, and is tried with the next page */ })
      .then(() => underWay.delete(key));
  });
}
