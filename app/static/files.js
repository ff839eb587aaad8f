/* Files of a form: each is sent by itself when it is chosen or dropped, and the form keeps its number.
   The words come from the page; the server checks everything again. */
(function () {
  'use strict';
  function $(selector, within) { return within.querySelector(selector); }
  function $$(selector, within) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }
  function shared(name) { const held = document.getElementById('words'); return (held && held.dataset[name]) || ''; }
  function boxOf(slot) { return slot.closest('[data-files]'); }
  function say(slot, pattern, name) {
    $('[data-said]', boxOf(slot)).textContent = boxOf(slot).dataset[pattern].replace('{name}', name);
  }
  function fault(slot, text) {
    const place = $('[data-slot-error]', slot);
    place.hidden = !text;
    $('span', place).textContent = text || '';
  }
  function touched(slot) {
    /* the form tells by this event that something was changed */
    slot.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /* ── one file after another, so that progress and errors stay readable ── */
  function problem(slot, file) {
    const name = file.name.toLowerCase();
    const known = slot.dataset.accept.split(',').some(function (end) { return name.slice(-end.length) === end; });
    if (!known) { return slot.dataset.wordsKind; }
    if (file.size > +slot.dataset.limit) { return slot.dataset.wordsLarge; }
    return $$('[data-file]', slot).length >= +slot.dataset.most ? slot.dataset.wordsMany : '';
  }
  function take(slot, files) {
    fault(slot, '');
    const waiting = Array.prototype.slice.call(files);
    (function next() {
      const file = waiting.shift();
      if (!file) { return; }
      const wrong = problem(slot, file);
      if (wrong) { fault(slot, wrong); return; }
      send(slot, file, next);
    })();
  }
  function send(slot, file, next) {
    const box = boxOf(slot), form = box.closest('form'), bar = $('[data-bar]', slot), body = new FormData();
    body.set('resource', box.dataset.resource);
    body.set('slot', slot.dataset.slot);
    body.set('files_token', $('[data-files-token]', box).value);
    body.set('file', file, file.name);
    const call = new XMLHttpRequest();
    call.open('POST', box.dataset.address);
    call.setRequestHeader('Accept', 'application/json');
    call.setRequestHeader('X-ZJ-Partial', '1');
    call.setRequestHeader('X-CSRFToken', $('[name="csrf_token"]', form).value);
    call.timeout = 120000;
    slot.dataset.busy = '';
    $('[data-choose]', slot).disabled = true;
    bar.hidden = false;
    bar.removeAttribute('value');
    call.upload.onprogress = function (event) {
      if (event.lengthComputable && event.loaded < event.total) { bar.value = 100 * event.loaded / event.total; } else { bar.removeAttribute('value'); }
    };
    call.onloadend = function () {
      delete slot.dataset.busy;
      $('[data-choose]', slot).disabled = false;
      bar.hidden = true;
      let told = {};
      try { told = JSON.parse(call.responseText); } catch { /* no answer, or none of ours */ }
      if (call.status === 201) {
        add(slot, told);
        next();
        return;
      }
      fault(slot, call.status === 401 ? shared('expired') : told.detail || told.error || (call.status ? box.dataset.wordsFailed : shared('offline')));
      $('[data-choose]', slot).focus();
    };
    say(slot, 'wordsSending', '');
    call.send(body);
  }
  function add(slot, file) {
    const row = $('[data-file-row]', boxOf(slot)).content.firstElementChild.cloneNode(true);
    $('[data-file-id]', row).value = file.id;
    $('[data-name]', row).textContent = file.name;
    $('[data-size]', row).textContent = file.size;
    $$('[data-of]', row).forEach(function (one) { one.textContent = ' ' + file.name; });
    $('[data-save]', row).href = file.saving;
    if (file.is_picture) { $('[data-view]', row).href = file.url; } else { $('[data-view]', row).remove(); }
    if (file.small) { $('[data-small]', row).src = file.small; $('[data-sign]', row).remove(); } else { $('[data-small]', row).remove(); }
    $('[data-list]', slot).appendChild(row);
    say(slot, 'wordsAdded', file.name);
    touched(slot);
    $('[data-choose]', slot).focus();
  }

  document.addEventListener('change', function (event) {
    const input = event.target;
    if (!input.matches || !input.matches('[data-choose]')) { return; }
    take(input.closest('[data-slot]'), input.files);
    /* the same file may be chosen again */
    input.value = '';
  });
  document.addEventListener('click', function (event) {
    const button = event.target.closest && event.target.closest('[data-drop-file]');
    if (!button) { return; }
    const slot = button.closest('[data-slot]'), row = button.closest('[data-file]');
    say(slot, 'wordsRemoved', $('[data-name]', row).textContent);
    row.remove();
    fault(slot, '');
    touched(slot);
    $('[data-choose]', slot).focus();
  });

  /* ── slots that are there, or required, for what is ticked in another field ── */
  function ticked(form, name, values) {
    const wanted = values.split('\n'), found = form.elements.namedItem(name);
    const controls = !found ? [] : found.nodeName ? [found] : Array.prototype.slice.call(found);
    return controls.some(function (one) {
      return (!/^(checkbox|radio)$/.test(one.type) || one.checked) && wanted.indexOf(one.value) > -1;
    });
  }
  function follow(slot) {
    const form = slot.closest('form'), asks = slot.dataset, needed = $('[data-req]', slot);
    if (asks.appliesBy) { slot.hidden = !ticked(form, asks.appliesBy, asks.appliesValues) && !$('[data-file]', slot); }
    if (asks.requiredBy) { needed.hidden = !ticked(form, asks.requiredBy, asks.requiredValues); }
  }
  function followAll(within) { $$('[data-applies-by],[data-required-by]', within).forEach(follow); }
  document.addEventListener('change', function (event) { if (event.target.form) { followAll(event.target.form); } });
  document.addEventListener('input', function (event) { if (event.target.form) { followAll(event.target.form); } });
  document.addEventListener('htmx:afterSwap', function () { followAll(document); });
  followAll(document);

  /* ── dragging is an extra: the button does the same ── */
  function dropPlace(event) { return event.target.closest && event.target.closest('[data-slot]'); }
  ['dragover', 'dragleave', 'drop'].forEach(function (type) {
    document.addEventListener(type, function (event) {
      const slot = dropPlace(event), carried = event.dataTransfer;
      if (!slot || !carried || carried.types.indexOf('Files') < 0) { return; }
      event.preventDefault();
      slot.classList.toggle('is-over', type === 'dragover');
      if (type === 'drop' && slot.dataset.busy === undefined) { take(slot, carried.files); }
    });
  });

  /* a form waits for its files; this hears of the submit before anybody else */
  document.addEventListener('submit', function (event) {
    const busy = $('[data-slot][data-busy]', event.target);
    if (!busy) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    fault(busy, boxOf(busy).dataset.wordsBusy);
    window.zj.showTabOf(busy);
    $('[data-slot-error]', busy).scrollIntoView({ block: 'center' });
  }, true);
})();
