/* The panel of an export job: asks how far it is, offers the file, cancels, tries again. */
(function () {
  'use strict';
  const panel = document.querySelector('[data-job]');
  if (!panel) return;
  const all = function (s, r) { return Array.prototype.slice.call(r.querySelectorAll(s)); };
  const form = document.querySelector('[data-job-form]');
  let current = null, timer = null, pause = 700;

  function show(job) {
    clearTimeout(timer);
    const waited = !!current && /queued|running/.test(current.state);
    current = job;
    panel.hidden = false;
    all('[data-st]', panel).forEach(function (x) { x.hidden = x.dataset.st.split(' ').indexOf(job.state) < 0; });
    all('[data-kind]', panel).forEach(function (x) { x.textContent = (job.format || '').toUpperCase(); });
    panel.querySelector('[data-done]').textContent = job.done || 0;
    panel.querySelector('[data-title]').textContent = job.title || '';
    panel.querySelector('[data-label]').textContent = job.label || '';
    panel.querySelector('[data-error]').textContent = job.error || (job.state === 'failed' ? panel.dataset.wordsFailed : '');
    fill('[data-expected]', job.expected, '[data-of]');
    fill('[data-number]', job.number, '[data-number-line]');
    panel.querySelector('[data-waiting]').hidden = !job.waiting;
    panel.querySelector('[data-atonce]').hidden = !job.at_once;
    const bar = panel.querySelector('progress');
    if (job.expected) { bar.max = job.expected; bar.value = job.done || 0; } else bar.removeAttribute('value');
    if (job.state === 'done') {
      const link = panel.querySelector('[data-file]');
      link.href = job.file_url;
      link.focus();
      /* who opens the page of a finished export decides; who waited gets the file */
      if (waited) link.click();
    }
    if (job.state === 'queued' || job.state === 'running') {
      timer = setTimeout(follow, pause);
      pause = Math.min(pause * 1.3, 3000);
    }
  }
  function fill(place, value, line) {
    panel.querySelector(place).textContent = value || '';
    panel.querySelector(line).hidden = !value;
  }
  function follow() {
    /* as a part, or an ended sign-in would answer with its page */
    const headers = { Accept: 'application/json', 'X-ZJ-Partial': '1' }, asked = current;
    fetch(asked.status_url, { headers: headers, credentials: 'same-origin' }).then(read)
      .then(function (job) { if (asked === current) { show(job); } })
      .catch(function (reason) {
        if (asked !== current) { return; }
        /* without an answer it may still come, also after a restart; one that refuses is the end */
        if (/^40[134]$/.test(reason.status)) { fail(reason); } else { timer = setTimeout(follow, 3000); }
      });
  }
  function read(answer) {
    if (answer.ok) { return answer.json(); }
    return answer.json().catch(function () { return {}; }).then(function (told) {
      return Promise.reject({ status: answer.status, error: told.error, detail: told.detail });
    });
  }
  function fail(reason) {
    const unknown = panel.dataset.wordsFailed, listed = Array.isArray(reason.error);
    show({
      state: 'failed',
      format: current.format,
      label: !listed && reason.error || unknown,
      error: listed ? reason.error.join(' ') : reason.detail || unknown
    });
  }
  function ask(kind) {
    const body = new FormData(form);
    body.set('format', kind);
    clearTimeout(timer);
    pause = 700;
    show({ state: 'queued', format: kind, done: 0 });
    clearTimeout(timer);
    fetch(form.action, { method: 'POST', body: body, headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(read).then(show).catch(fail);
  }
  if (panel.dataset.state) show(JSON.parse(panel.dataset.state));
  if (form.action && form.hasAttribute('data-export')) form.addEventListener('submit', function (e) { e.preventDefault(); ask((e.submitter || form.querySelector('[value=xlsx]')).value); });
  panel.addEventListener('click', function (e) {
    if (e.target.closest('[data-jobclose]')) { clearTimeout(timer); panel.hidden = true; }
    if (e.target.closest('[data-retry]')) ask(current.format);
    if (e.target.closest('[data-jobcancel]') && current.cancel_url) {
      const body = new FormData();
      body.set('csrf_token', form.elements.csrf_token.value);
      clearTimeout(timer);
      fetch(current.cancel_url, { method: 'POST', body: body, headers: { Accept: 'application/json' }, credentials: 'same-origin' })
        .then(read).then(show)
        .catch(function () { timer = setTimeout(follow, 3000); /* what was not cancelled goes on */ });
    }
  });
})();
