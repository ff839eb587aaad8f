/* Yearly returns: computed rows while typing (figures.js), last year's values when the year changes.
   The server computes everything again; without this script the form still works. */
(function () {
  'use strict';
  const all = function (s, r) { return Array.prototype.slice.call(r.querySelectorAll(s)); };

  function typed(form) {
    return all('input[name]', form).reduce(function (found, input) { found[input.name] = input.value; return found; }, {});
  }
  function put(form, sums) {
    Object.keys(sums).forEach(function (name) {
      const out = form.querySelector('[data-sum="' + name + '"]');
      if (!out) return;
      out.textContent = figures.shown(sums[name], out.dataset.kind);
      out.classList.toggle('zj-bad', sums[name] < 0);
    });
  }
  function calculate(form) { (form.hasAttribute('data-funding') ? fundingSums : projectSums)(form); }
  function fundingSums(form) {
    const found = figures.funding(typed(form), +form.dataset.people);
    put(form, found.sums);
    form.querySelector('[data-rate]').textContent = found.rate;
    form.querySelector('[data-a-head]').textContent = found.aHead;
  }
  function projectSums(form) {
    const categories = all('[data-block]:not(.is-total)', form).map(function (b) { return b.dataset.block; });
    const found = figures.projects(typed(form), categories, +form.dataset.certified);
    put(form, found.sums);
    form.querySelector('[data-per-person]').textContent = found.perPerson;
    form.querySelector('[data-rectified]').textContent = found.rectified;
  }

  /* Another year: its last year's values beside the fields; 结转 follows while nobody typed in it. */
  function changeYear(form, year) {
    fetch(form.dataset.lastYear + '?year=' + encodeURIComponent(year), { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (found) {
        if (!found) return;
        all('[data-last]', form).forEach(function (hint) {
          const value = found.last[hint.dataset.last] || '';
          hint.hidden = !value;
          hint.querySelector('span').textContent = value;
        });
        all('input[name*="carried"]', form).forEach(function (input) {
          if (input.dataset.touched) return;
          input.value = found.carried[input.name] || '';
        });
        form.querySelector('#year').dispatchEvent(new CustomEvent('zj:fault', { bubbles: true, detail: found.taken }));
        const open = form.querySelector('[data-year-open]');
        open.hidden = !found.taken_url;
        open.querySelector('a').href = found.taken_url;
        calculate(form);
      });
  }

  document.addEventListener('input', function (e) {
    const form = e.target.closest && e.target.closest('[data-sums]');
    if (!form) return;
    if (e.target.name && e.target.name.indexOf('carried') > -1) e.target.dataset.touched = '1';
    calculate(form);
  });
  document.addEventListener('change', function (e) {
    const form = e.target.closest && e.target.closest('[data-sums]');
    if (form && e.target.name === 'year') changeYear(form, e.target.value);
  });
  /* ↓ and Enter go down a column of the table, ↑ goes up, as in a spreadsheet. */
  document.addEventListener('keydown', function (e) {
    const input = e.target, grid = input.closest && input.closest('.zj-grid');
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[e.key];
    if (!grid || !step || input.nodeName !== 'INPUT' || e.ctrlKey || e.metaKey) return;
    const place = input.closest('td').cellIndex;
    const column = all('tr', grid).map(function (r) { return r.cells[place] && r.cells[place].querySelector('input'); }).filter(Boolean);
    const next = column[column.indexOf(input) + step];
    e.preventDefault();
    if (next) { next.focus(); next.select(); }
  });
  /* Small tables inside a form: add and remove rows; names are numbered on. */
  function rowsReady(root) {
    all('[data-row-add], [data-row-drop]', root).forEach(function (button) { button.hidden = false; });
  }
  function addRow(table) {
    const body = table.tBodies[0], last = body.rows[body.rows.length - 1], row = last.cloneNode(true);
    const next = +((last.querySelector('[name]').name.match(/-(\d+)-\w+$/) || [])[1] || 0) + 1;
    all('[name]', row).forEach(function (field) {
      field.name = field.id = field.name.replace(/-\d+-(\w+)$/, '-' + next + '-$1');
      field.value = '';
      field.removeAttribute('aria-invalid');
    });
    body.appendChild(row);
    row.querySelector('[name]').focus();
  }
  function dropRow(row) {
    const body = row.parentNode, form = row.closest('form'), next = row.nextElementSibling || row.previousElementSibling;
    if (body.rows.length > 1) row.remove();
    else all('[name]', row).forEach(function (field) { field.value = ''; });
    (next || row).querySelector('[name]').focus();
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }
  document.addEventListener('click', function (e) {
    const add = e.target.closest('[data-row-add]'), drop = e.target.closest('[data-row-drop]');
    if (add) addRow(document.getElementById(add.dataset.rowAdd));
    if (drop) dropRow(drop.closest('tr'));
  });
  /* A block from a spreadsheet lands cell by cell from the focused one on; what is computed is passed over. */
  document.addEventListener('paste', function (e) {
    const input = e.target, grid = input.closest && input.closest('.zj-grid');
    const text = e.clipboardData ? e.clipboardData.getData('text/plain') : '';
    if (!grid || input.nodeName !== 'INPUT' || !/[\t\n]/.test(text)) return;
    e.preventDefault();
    const rows = all('tr', grid), top = rows.indexOf(input.closest('tr')), left = input.closest('td').cellIndex;
    figures.block(text).forEach(function (line, down) {
      line.forEach(function (value, right) {
        const cell = rows[top + down] && rows[top + down].cells[left + right], field = cell && cell.querySelector('input');
        if (!field) return;
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      });
    });
  });
  function start(root) { all('[data-sums]', root).forEach(calculate); rowsReady(root); }
  document.addEventListener('htmx:afterSettle', function (e) { start(e.target.parentNode || document); });
  start(document);
})();
