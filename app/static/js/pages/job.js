/* The panel of an export job: asks how far it is, offers the file, cancels, tries again. */
import { $, $$, around, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { call, JSON_WANTED } from '../core/request.js';

const FIRST_PAUSE = 700, LONGEST_PAUSE = 3000;
const isOnItsWay = (job) => !!job && /queued|running/.test(job.state);

async function read(answer) {
  if (answer.ok) { return answer.json(); }
  const told = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(answer.statusText), { status: answer.status, told });
}
async function post(address, body) {
  return read(await fetch(address, { method: 'POST', body, headers: JSON_WANTED, credentials: 'same-origin' }));
}

function put(panel, place, value, line) {
  $(place, panel).textContent = value || '';
  $(line, panel).hidden = !value;
}
function draw(panel, job) {
  panel.hidden = false;
  $$('[data-st]', panel).forEach((one) => { one.hidden = !one.dataset.st.split(' ').includes(job.state); });
  $$('[data-kind]', panel).forEach((one) => { one.textContent = (job.format || '').toUpperCase(); });
  $('[data-done]', panel).textContent = job.done || 0;
  $('[data-title]', panel).textContent = job.title || '';
  $('[data-label]', panel).textContent = job.label || '';
  $('[data-error]', panel).textContent = job.error || (job.state === 'failed' ? panel.dataset.wordsFailed : '');
  put(panel, '[data-expected]', job.expected, '[data-of]');
  put(panel, '[data-number]', job.number, '[data-number-line]');
  put(panel, '[data-warning]', job.warning, '[data-warning-line]');
  $('[data-waiting]', panel).hidden = !job.waiting;
  $('[data-atonce]', panel).hidden = !job.at_once;
  const bar = $('progress', panel);
  if (job.expected) { bar.max = job.expected; bar.value = job.done || 0; } else { bar.removeAttribute('value'); }
}
function offer(panel, job, waited) {
  const link = $('[data-file]', panel);
  link.href = job.file_url;
  link.focus();
  /* who opens the page of a finished export decides; who waited gets the file */
  if (waited) { link.click(); }
}

function start(panel) {
  const form = $('[data-job-form]');
  let current = null, timer = null, pause = FIRST_PAUSE;

  function show(job) {
    const waited = isOnItsWay(current);
    clearTimeout(timer);
    current = job;
    draw(panel, job);
    if (job.state === 'done') { offer(panel, job, waited); }
    if (isOnItsWay(job) && job.status_url) {
      timer = setTimeout(follow, pause);
      pause = Math.min(pause * 1.3, LONGEST_PAUSE);
    }
  }
  async function follow() {
    const asked = current;
    try {
      const job = await read(await call(asked.status_url, { headers: JSON_WANTED }));
      if (asked === current) { show(job); }
    } catch (reason) {
      if (asked !== current) { return; }
      /* without an answer it may still come, also after a restart; one that refuses is the end */
      if (/^40[134]$/.test(reason.status)) { fail(reason); } else { timer = setTimeout(follow, LONGEST_PAUSE); }
    }
  }
  function fail({ told = {} }) {
    const unknown = panel.dataset.wordsFailed, listed = Array.isArray(told.error);
    show({
      state: 'failed',
      format: current.format,
      label: (!listed && told.error) || unknown,
      error: listed ? told.error.join(' ') : told.detail || unknown
    });
  }
  async function order(kind) {
    const body = new FormData(form);
    body.set('format', kind);
    pause = FIRST_PAUSE;
    show({ state: 'queued', format: kind, done: 0 });
    try { show(await post(form.action, body)); } catch (reason) { fail(reason); }
  }
  async function cancel() {
    const body = new FormData();
    body.set('csrf_token', form.elements.csrf_token.value);
    clearTimeout(timer);
    try {
      show(await post(current.cancel_url, body));
    } catch {
      /* what was not cancelled goes on */
      timer = setTimeout(follow, LONGEST_PAUSE);
    }
  }

  if (panel.dataset.state) { show(JSON.parse(panel.dataset.state)); }
  if (form.action && form.hasAttribute('data-export')) {
    on(form, 'submit', (event) => {
      /* a browser that does not say which button was pressed sends the form itself, and the page shows the job */
      if (!event.submitter) { return; }
      event.preventDefault();
      order(event.submitter.value);
    });
  }
  on(panel, 'click', (event) => {
    if (around(event, '[data-jobclose]')) { clearTimeout(timer); panel.hidden = true; }
    if (around(event, '[data-retry]')) { order(current.format); }
    if (around(event, '[data-jobcancel]') && current.cancel_url) { cancel(); }
  });
}
whenNew('[data-job]', start);
