/* Drafts of long forms: what is typed goes to the server every few seconds; while it cannot, it
   waits in this browser. What is done with it is decided by draft-rules.js; this is page and network.
   Without this script the forms still work, without a draft. */
(function (rules) {
  'use strict';
  const PATIENCE = 10000, NEWS = 8000;
  const open = {};

  function all(selector, within) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }
  function user() { const held = document.getElementById('whoami'); return held ? held.dataset.user : ''; }
  function newName() {
    return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, function (c) {
      return (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16);
    });
  }
  const store = {
    keys: function () { try { return Object.keys(localStorage).filter(rules.isOutbox); } catch { return []; } },
    get: function (key) { try { return localStorage.getItem(key); } catch { return null; } },
    set: function (key, text) { try { localStorage.setItem(key, text); } catch { /* full or off */ } },
    remove: function (key) { try { localStorage.removeItem(key); } catch { /* off */ } }
  };

  /* ── fields: by name, as the form would send them; several ticks of one name are lines ── */
  function counts(control) {
    if (!control.name || /^(password|file|submit|button|image|reset)$/.test(control.type)) { return false; }
    if (control.dataset.draftKey !== undefined || control.dataset.draftSkip !== undefined) { return false; }
    return control.type !== 'hidden' || !!control.closest('.zj-pick');
  }
  function controls(form, name) {
    const found = form.elements.namedItem(name);
    if (!found) { return []; }
    return (found.nodeName ? [found] : Array.prototype.slice.call(found)).filter(counts);
  }
  function read(form, name) {
    const found = controls(form, name);
    if (!found.length) { return null; }
    if (/^(checkbox|radio)$/.test(found[0].type)) {
      return found.filter(function (one) { return one.checked; }).map(function (one) { return one.value; }).join('\n');
    }
    if (found[0].multiple && found[0].options) {
      return Array.prototype.slice.call(found[0].selectedOptions).map(function (one) { return one.value; }).join('\n');
    }
    return found[0].value;
  }
  function write(draft, name, value) {
    const found = controls(draft.form, name), lines = (value || '').split('\n');
    if (!found.length || value === null) { return false; }
    if (/^(checkbox|radio)$/.test(found[0].type)) {
      found.forEach(function (one) { one.checked = lines.indexOf(one.value) > -1; });
    } else if (found[0].multiple && found[0].options) {
      Array.prototype.slice.call(found[0].options).forEach(function (one) { one.selected = lines.indexOf(one.value) > -1; });
    } else {
      found[0].value = value;
    }
    /* sums and marks of the form follow, but nobody has typed here */
    const dirty = draft.form.dirty;
    draft.filling = true;
    found[0].dispatchEvent(new Event('input', { bubbles: true }));
    draft.filling = false;
    draft.form.dirty = dirty;
    return true;
  }

  /* ── a draft: one open form ── */
  function make(form, holder) {
    const info = JSON.parse(holder.dataset.draft), draft = rules.newDraft(newName(), info);
    draft.info = info;
    open[draft.client] = draft;
    attach(draft, form, holder);
    Object.keys(info.fields).forEach(function (name) { begin(draft, name, info.fields[name]); });
    all('[name]', form).filter(counts).forEach(function (one) { field(draft, one.name); });
    carry(draft);
    if (rules.pending(draft).length) { schedule(draft); }
    return draft;
  }
  function attach(draft, form, holder) {
    draft.form = form;
    draft.holder = holder;
    draft.paused = false;
    form.draft = draft;
    draft.status = form.querySelector('[data-dirty]') || draft.status;
    /* the line says now what this script knows; it is read out only when its kind changes */
    if (draft.status) { draft.status.removeAttribute('data-dirty'); draft.status.removeAttribute('aria-live'); }
    carry(draft);
  }
  function reader(draft) { return function (name) { return read(draft.form, name); }; }
  function field(draft, name) {
    return draft.fields[name] || rules.newField(draft, name, read(draft.form, name), draft.info.plain[name]);
  }
  function begin(draft, name, texts) {
    field(draft, name);
    if (rules.begin(draft, name, texts, read(draft.form, name))) { touch(draft, name); }
    tell(draft, name);
  }
  function touch(draft, name) {
    field(draft, name);
    rules.touch(draft, name);
    carry(draft);
    remember(draft);
    if (!draft.kind || draft.kind === 'saved') { say(draft, 'saving'); }
  }
  /* what the form carries along, so that the server knows which texts it has shown */
  function carry(draft) {
    [['client', draft.client], ['revision', draft.revision], ['number', draft.edits]].forEach(function (pair) {
      const input = draft.form.elements.namedItem('draft_' + pair[0]);
      if (input) { input.value = pair[1]; }
    });
  }
  /* the outbox of this window: kept until the server has acknowledged it */
  function outbox(draft) { return rules.outbox(draft, user()); }
  function remember(draft) {
    if (draft.done || !rules.pending(draft).length) { store.remove(outbox(draft)); return; }
    store.set(outbox(draft), JSON.stringify({ address: rules.address(draft), body: rules.body(draft, reader(draft)) }));
  }

  /* ── saving ── */
  function schedule(draft) {
    const now = Date.now();
    draft.first = draft.first || now;
    clearTimeout(draft.timer);
    draft.timer = setTimeout(function () { save(draft); }, rules.delay(draft.first, now));
  }
  function again(draft, after) {
    if (after === null) { return; }
    clearTimeout(draft.timer);
    draft.timer = setTimeout(function () { save(draft); }, after);
  }
  function send(where, content, leaving) {
    const text = JSON.stringify(content || {}), stop = new AbortController();
    const timer = leaving ? null : setTimeout(function () { stop.abort(); }, PATIENCE);
    return fetch(where, {
      method: 'POST', body: text, credentials: 'same-origin', signal: stop.signal,
      keepalive: !!leaving && rules.fitsLeaving(text),
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': window.zj.token(), 'X-ZJ-Partial': '1' }
    }).then(function (answer) {
      clearTimeout(timer);
      return answer;
    }, function (error) {
      clearTimeout(timer);
      throw error;
    });
  }
  /* a page that outlived its sign-in goes on with a fresh token, once */
  function insist(where, content, leaving) {
    return send(where, content, leaving).then(function (answer) {
      if (answer.status !== 400 || !answer.headers.get('X-ZJ-Stale')) { return answer; }
      return window.zj.renewToken().then(function () { return send(where, content, leaving); });
    });
  }
  function save(draft, leaving) {
    const step = rules.step(draft, navigator.onLine, leaving);
    if (step === 'wait') { draft.more = true; }
    if (step === 'offline') { say(draft, 'offline'); again(draft, rules.RETRY); }
    if (step !== 'send') { return; }
    const content = rules.body(draft, reader(draft)), where = rules.address(draft);
    clearTimeout(draft.timer);
    draft.first = 0;
    draft.busy = true;
    if (!leaving) { say(draft, 'saving'); }
    insist(where, content, leaving).then(function (answer) {
      return read_answer(draft, answer, content, where);
    }).catch(function (reason) {
      failed(draft, reason);
    }).then(function () {
      draft.busy = false;
      if (draft.more && rules.pending(draft).length) { draft.more = false; schedule(draft); }
    });
  }
  function read_answer(draft, answer, content, where) {
    if (answer.ok) {
      return answer.json().then(function (told) {
        /* the year was switched meanwhile: this was about another record */
        if (where !== rules.address(draft)) { return; }
        rules.acknowledge(draft, content);
        remember(draft);
        take(draft, told);
        settle(draft, told.at);
      });
    }
    const refusal = rules.refusal(answer.status);
    if (refusal.kind !== 'refused') { say(draft, refusal.kind); again(draft, refusal.after); return null; }
    return answer.json().catch(function () { return {}; }).then(function (told) {
      const reason = told.errors ? told.errors[0].message : told.error || '';
      say(draft, 'refused', { reason: reason });
    });
  }
  function failed(draft, reason) {
    const failure = rules.failure(reason, navigator.onLine);
    say(draft, failure.kind, { reason: window.zj.words('stranger') });
    again(draft, failure.after);
  }
  function settle(draft, at) {
    if (rules.pending(draft).length) { return; }
    /* nothing would be lost by closing the form now */
    draft.form.dirty = false;
    say(draft, 'saved', { at: at });
  }

  /* ── what others typed: into untouched fields; beside those that this window's person wrote ── */
  function take(draft, told) {
    if (!rules.follow(draft, told)) { return; }
    Object.keys(told.fields).forEach(function (name) { merge(draft, name, told.fields[name]); });
    if (told.discarded) { retype(draft); }
    if (told.stored) { announce(draft, told.stored); }
    carry(draft);
  }
  function merge(draft, name, texts) {
    field(draft, name);
    const isNew = rules.merge(draft, name, texts, read(draft.form, name)), value = texts[0].value;
    if (isNew && !write(draft, name, value)) { missing(draft, name, value); }
    tell(draft, name);
  }
  /* a form that makes its own rows may add or take out this one; else the reader is told */
  function missing(draft, name, value) {
    if (name.indexOf('explain-') === 0) { return; }
    const event = new CustomEvent('zj:draft-field', { bubbles: true, cancelable: true, detail: { name: name, value: value } });
    if (draft.form.dispatchEvent(event)) { announce(draft, draft.holder.dataset.added); }
  }
  /* somebody threw the draft away while this window was still typing: its text counts again */
  function retype(draft) {
    rules.touched(draft).forEach(function (name) { touch(draft, name); });
    if (rules.pending(draft).length) { schedule(draft); }
  }
  function announce(draft, text) {
    const box = draft.holder.querySelector('[data-draft-told]');
    box.lastElementChild.textContent = text;
    box.hidden = false;
    hear(draft, text);
  }
  function hear(draft, text) { draft.holder.querySelector('[data-draft-live]').textContent = text; }
  function label(control) { return control.dataset.l || control.getAttribute('aria-label') || control.name; }
  function button(text, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'zj-btn zj-btn--s';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  }
  function tell(draft, name) {
    const one = draft.fields[name], control = controls(draft.form, name)[0];
    if (!control) { return; }
    const place = control.closest('.zj-f') || control.closest('td') || control.parentNode;
    const were = all('[data-draft-other]', place).filter(function (box) { return box.dataset.draftOther === name; });
    const had = were.length;
    were.forEach(function (box) { box.remove(); });
    one.others.forEach(function (text) { place.appendChild(beside(draft, name, control, text)); });
    if (one.others.length > had) { hear(draft, rules.fill(draft.holder.dataset.told, { label: label(control) })); }
  }
  function beside(draft, name, control, text) {
    const words = draft.holder.dataset, box = document.createElement('div'), said = document.createElement('span');
    const value = document.createElement('b');
    box.className = 'zj-other';
    box.dataset.draftOther = name;
    box.setAttribute('role', 'group');
    said.textContent = rules.fill(words.other, text);
    value.textContent = text.value || words.nothing;
    said.appendChild(value);
    box.setAttribute('aria-label', label(control) + ' ' + said.textContent);
    box.appendChild(said);
    box.appendChild(button(words.adopt, function () { choose(draft, name, text, true); }));
    box.appendChild(button(words.keep, function () { choose(draft, name, text, false); }));
    return box;
  }
  function choose(draft, name, text, adopted) {
    if (adopted) { write(draft, name, text.value || ''); }
    rules.settle(draft.fields[name], text);
    touch(draft, name);
    tell(draft, name);
    draft.form.dirty = true;
    controls(draft.form, name)[0].focus();
    save(draft);
  }
  function news(draft) {
    if (!rules.mayAsk(draft, navigator.onLine)) { return Promise.resolve(); }
    const where = rules.address(draft), question = '?since=' + draft.revision + '&client=' + draft.client;
    return fetch(where + question, { headers: { Accept: 'application/json', 'X-ZJ-Partial': '1' }, credentials: 'same-origin' })
      .then(function (answer) {
        if (answer.status === 401) { say(draft, 'expired'); }
        return answer.ok ? answer.json() : null;
      })
      .then(function (told) {
        if (!told || where !== rules.address(draft) || draft.closed) { return; }
        take(draft, told);
        if (rules.isStuck(draft)) { save(draft); settle(draft, told.at); }
      }, function () { /* the next save will say that the network is gone */ });
  }

  /* ── the line at the foot of the form ── */
  function say(draft, kind, values) {
    if (!rules.isSaid(draft, kind)) { return; }
    const line = draft.status, words = rules.fill(draft.holder.dataset[kind], values || {});
    if (line) {
      line.textContent = words;
      line.classList.toggle('zj-bad', kind === 'refused' || kind === 'expired');
      if (kind === 'expired') {
        const link = document.createElement('a');
        link.href = '/login/';
        link.target = '_blank';
        link.rel = 'noopener';
        link.textContent = draft.holder.dataset.login;
        line.appendChild(document.createTextNode(' '));
        line.appendChild(link);
      }
    }
    if (rules.isHeard(draft, kind)) { hear(draft, words); draft.kind = kind; }
  }

  /* ── another year in a new form: another record, another draft; what was typed comes along ── */
  function switchTo(draft, key) {
    const old = rules.address(draft), had = rules.touched(draft);
    store.remove(outbox(draft));
    clearTimeout(draft.timer);
    if (had.length && navigator.onLine) { insist(old + '/discard', { client: draft.client }).catch(function () { /* it is offered again there */ }); }
    delete open[draft.client];
    rules.moveOn(draft, newName(), key);
    open[draft.client] = draft;
    Object.keys(draft.fields).forEach(function (name) {
      if (!draft.fields[name].touched) { empty(draft, name); }
      tell(draft, name);
    });
    had.forEach(function (name) { touch(draft, name); });
    draft.holder.querySelector('[data-draft-notice]').hidden = true;
    all('[data-draft-discarded]', draft.holder).forEach(function (box) { box.remove(); });
    fetch(rules.address(draft) + '?since=0', { headers: { Accept: 'application/json', 'X-ZJ-Partial': '1' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (told) {
        if (!told || draft.key !== key) { return; }
        take(draft, told);
        if (told.notice) { inform(draft, told.notice); }
      }, function () { /* the first save brings it */ });
    if (had.length) { schedule(draft); }
  }
  /* text of the other record's draft goes; the form's script fills in what the new one starts with */
  function empty(draft, name) {
    const plain = draft.fields[name].plain;
    if (plain === null || read(draft.form, name) === plain) { return; }
    write(draft, name, plain);
    controls(draft.form, name).forEach(function (one) { delete one.dataset.touched; });
  }
  function inform(draft, text) {
    const box = draft.holder.querySelector('[data-draft-notice]');
    box.querySelector('[data-draft-words]').textContent = text;
    box.hidden = false;
  }
  function reopen(draft) {
    const page = draft.info.page.replace('{key}', encodeURIComponent(draft.key)), dialog = draft.form.closest('dialog');
    draft.form.dirty = false;
    end(draft);
    if (!dialog || !window.htmx) { location.assign(page); return; }
    window.htmx.ajax('GET', page, { source: dialog, target: dialog, swap: 'innerHTML', headers: { 'X-ZJ-Partial': '1' } });
  }
  function end(draft) {
    draft.closed = draft.done = true;
    clearTimeout(draft.timer);
    store.remove(outbox(draft));
    delete open[draft.client];
  }
  function order(draft, act) {
    draft.paused = true;
    insist(rules.address(draft) + '/' + act, {}).then(function (answer) {
      if (answer.ok) { reopen(draft); return; }
      draft.paused = false;
      window.zj.toast(window.zj.words(answer.status === 401 ? 'expired' : 'failed'), 'bad');
    }, function () {
      draft.paused = false;
      window.zj.toast(window.zj.words('offline'), 'bad');
    });
  }

  /* ── what a closed window left behind in this browser ── */
  function deliver() {
    if (!user() || !navigator.onLine) { return; }
    store.keys().forEach(function (key) {
      const text = store.get(key);
      if (!text || !rules.isLeftBehind(key, user(), Object.keys(open))) { return; }
      const left = JSON.parse(text);
      insist(left.address, left.body).then(function (answer) {
        /* a window of another tab may have gone on writing it */
        if (answer.ok && store.get(key) === text) { store.remove(key); }
        if (answer.ok) { drafts().forEach(function (draft) { if (rules.address(draft) === left.address) { news(draft); } }); }
      }).catch(function () { /* it stays, and is tried with the next page */ });
    });
  }
  function drafts() { return Object.keys(open).map(function (client) { return open[client]; }); }

  /* ── events ── */
  function changed(event) {
    const form = event.target.form, draft = form && form.draft;
    if (!draft || draft.filling) { return; }
    draft.worked = Date.now();
    if (event.target.dataset.draftKey !== undefined) {
      if (event.type === 'change') { switchTo(draft, event.target.value); }
      return;
    }
    if (!counts(event.target)) { return; }
    const name = event.target.name, box = event.target.closest('.zj-pick');
    touch(draft, name);
    if (box) { all('input[type="hidden"][name]', box).forEach(function (hidden) { touch(draft, hidden.name); }); }
    schedule(draft);
  }
  document.addEventListener('input', changed);
  document.addEventListener('change', changed);
  document.addEventListener('focusout', function (event) {
    const draft = event.target.form && event.target.form.draft;
    if (draft) { save(draft); }
  });
  /* rows that a form's own script added or took out */
  document.addEventListener('zj:draft-changed', function (event) {
    const draft = event.target.draft;
    if (!draft) { return; }
    all('[name]', draft.form).filter(counts).forEach(function (one) {
      if (!draft.fields[one.name]) { field(draft, one.name).value = null; }
    });
    rules.differing(draft, reader(draft)).forEach(function (name) { touch(draft, name); });
    schedule(draft);
  });
  function leave() { drafts().forEach(function (draft) { save(draft, true); }); }
  window.addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', function () {
    if (document.hidden) { leave(); return; }
    drafts().forEach(news);
  });
  window.addEventListener('focus', function () { drafts().forEach(news); });
  window.addEventListener('online', function () {
    drafts().forEach(function (draft) { if (rules.pending(draft).length) { save(draft); } else { news(draft); } });
    deliver();
  });
  window.addEventListener('offline', function () {
    drafts().forEach(function (draft) { say(draft, 'offline'); });
  });
  /* the form is stored: by then its draft is done; while it is sent, no save overtakes it */
  document.addEventListener('htmx:beforeRequest', function (event) {
    const draft = event.target.draft;
    if (draft) { draft.paused = true; }
  });
  document.addEventListener('htmx:afterRequest', function (event) {
    const draft = event.target.draft;
    if (draft && !draft.closed) { draft.paused = false; if (rules.pending(draft).length) { schedule(draft); } }
  });
  document.addEventListener('submit', function (event) {
    const form = event.target, draft = form.draft;
    if (/\/logout\/$/.test(form.action)) { store.keys().forEach(store.remove); return; }
    if (draft && !event.defaultPrevented && !form.hasAttribute('hx-post')) { draft.paused = true; }
  });
  document.addEventListener('zj:done', function (event) {
    const form = event.target.closest && event.target.closest('form');
    if (form && form.draft) { end(form.draft); }
  }, true);
  document.addEventListener('close', function (event) {
    drafts().forEach(function (draft) {
      if (!event.target.contains(draft.form)) { return; }
      const typed = rules.touched(draft).length > 0;
      save(draft, true);
      draft.closed = true;
      delete open[draft.client];
      if (typed) { window.zj.toast(draft.holder.dataset.closed); }
    });
  }, true);
  document.addEventListener('click', function (event) {
    const target = event.target.closest && event.target.closest('[data-draft-go],[data-draft-discard],[data-draft-back]');
    const draft = target && target.form && target.form.draft;
    if (!draft) { return; }
    if (target.dataset.draftGo !== undefined) {
      target.closest('[data-draft-notice]').hidden = true;
      const first = all('input:not([type=hidden]):not([readonly]),select,textarea', draft.form)[0];
      if (first) { first.focus(); }
    }
    if (target.dataset.draftDiscard !== undefined && target.sure) { order(draft, 'discard'); }
    if (target.dataset.draftBack !== undefined) { order(draft, 'take-back'); }
  });

  /* ── forms that are new on the page ── */
  function start() {
    let fresh = false;
    all('[data-draft]', document).forEach(function (holder) {
      const form = holder.closest('form'), named = form.elements.namedItem('draft_client');
      if (form.draft) { return; }
      /* the same form again, refused: its draft goes on */
      const known = named && open[named.value];
      if (known) {
        attach(known, form, holder);
        Object.keys(known.fields).forEach(function (name) { tell(known, name); });
        if (rules.pending(known).length) { schedule(known); } else { form.dirty = false; }
        return;
      }
      const draft = make(form, holder);
      draft.worked = Date.now();
      fresh = true;
      setTimeout(function () { news(draft); }, 500);
    });
    if (fresh) { deliver(); }
  }
  setInterval(function () {
    drafts().forEach(function (draft) {
      if (!document.hidden && rules.isAtWork(draft, Date.now())) { news(draft); }
    });
  }, NEWS);
  document.addEventListener('htmx:afterSwap', start);
  start();
  if (!drafts().length) { deliver(); }
})(draftRules);
