/* 监督工程情况填报: computed rows while typing, last year's values when the year changes.
   The server computes everything again; without this script the form still works. */
(function () {
  'use strict';
  var FLOWS = { carried: 1, 'new': 1, completed: -1, ended: -1 };
  var BUILDINGS = ['housing', 'public', 'industrial'];
  var MEASURES = ['projects', 'units', 'area', 'length', 'cost'];
  var all = function (s, r) { return Array.prototype.slice.call(r.querySelectorAll(s)); };

  /* Whole hundredths, so that 0.1 + 0.2 is 0.3. */
  function read(form, name) {
    var el = form.elements[name];
    if (!el) return 0;
    var text = (el.value || '').normalize('NFKC').replace(/[,\s]/g, '');
    return /^\d+(\.\d{1,2})?$/.test(text) ? Math.round(parseFloat(text) * 100) : 0;
  }
  function show(value, kind) {
    var text = (Math.abs(value) / 100).toFixed(2);
    if (kind === 'count') text = String(Math.abs(value) / 100);
    return (value < 0 ? '−' : '') + text;
  }
  function put(form, name, value) {
    var out = form.querySelector('[data-sum="' + name + '"]');
    if (!out) return;
    out.textContent = show(value, out.dataset.kind);
    out.classList.toggle('zj-bad', value < 0);
  }
  function calculate(form) {
    var categories = all('[data-block]:not(.is-total)', form).map(function (b) { return b.dataset.block; });
    MEASURES.forEach(function (measure) {
      var sums = {}, houses = {};
      Object.keys(FLOWS).concat('year_end').forEach(function (f) { sums[f] = 0; houses[f] = 0; });
      categories.forEach(function (category) {
        var left = 0;
        Object.keys(FLOWS).forEach(function (flow) {
          var value = read(form, category + '-' + flow + '-' + measure);
          left += FLOWS[flow] * value;
          sums[flow] += value;
          if (BUILDINGS.indexOf(category) > -1) houses[flow] += value;
        });
        put(form, category + '-year_end-' + measure, left);
        sums.year_end += left;
        if (BUILDINGS.indexOf(category) > -1) houses.year_end += left;
      });
      Object.keys(sums).forEach(function (flow) {
        put(form, 'total-' + flow + '-' + measure, sums[flow]);
        put(form, 'buildings-' + flow + '-' + measure, houses[flow]);
      });
      if (measure === 'area') {
        var people = +form.dataset.certified;
        form.querySelector('[data-per-person]').textContent = people ? (sums.year_end / 100 / people).toFixed(2) : '—';
      }
    });
    var issued = read(form, 'quality_rectifications') + read(form, 'safety_rectifications');
    var closed = read(form, 'quality_rectified') + read(form, 'safety_rectified');
    form.querySelector('[data-rectified]').textContent = issued ? (closed * 100 / issued).toFixed(1) + '%' : '—';
  }

  /* Another year: its last year's values beside the fields; 结转 follows while nobody typed in it. */
  function changeYear(form, year) {
    fetch(form.dataset.lastYear + '?year=' + encodeURIComponent(year), { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (found) {
        if (!found) return;
        all('[data-last]', form).forEach(function (hint) {
          var value = found.last[hint.dataset.last] || '';
          hint.hidden = !value;
          hint.querySelector('span').textContent = value;
        });
        all('input[name*="-carried-"]', form).forEach(function (input) {
          if (input.dataset.touched) return;
          input.value = found.carried[input.name] || '';
        });
        form.querySelector('#year').dispatchEvent(new CustomEvent('zj:fault', { bubbles: true, detail: found.taken }));
        calculate(form);
      });
  }

  document.addEventListener('input', function (e) {
    var form = e.target.closest && e.target.closest('[data-project-return]');
    if (!form) return;
    if (e.target.name && e.target.name.indexOf('-carried-') > -1) e.target.dataset.touched = '1';
    calculate(form);
  });
  document.addEventListener('change', function (e) {
    var form = e.target.closest && e.target.closest('[data-project-return]');
    if (form && e.target.name === 'year') changeYear(form, e.target.value);
  });
  /* ↓ and Enter go down a column of the table, ↑ goes up, as in a spreadsheet. */
  document.addEventListener('keydown', function (e) {
    var input = e.target, grid = input.closest && input.closest('.zj-grid');
    var step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[e.key];
    if (!grid || !step || input.nodeName !== 'INPUT' || e.ctrlKey || e.metaKey) return;
    var place = input.closest('td').cellIndex;
    var column = all('tr', grid).map(function (r) { return r.cells[place] && r.cells[place].querySelector('input'); }).filter(Boolean);
    var next = column[column.indexOf(input) + step];
    e.preventDefault();
    if (next) { next.focus(); next.select(); }
  });
  /* A block from a spreadsheet lands cell by cell from the focused one on; what is computed is passed over. */
  document.addEventListener('paste', function (e) {
    var input = e.target, grid = input.closest && input.closest('.zj-grid');
    var text = e.clipboardData ? e.clipboardData.getData('text/plain') : '';
    if (!grid || input.nodeName !== 'INPUT' || !/[\t\n]/.test(text)) return;
    e.preventDefault();
    var rows = all('tr', grid), top = rows.indexOf(input.closest('tr')), left = input.closest('td').cellIndex;
    text.replace(/\r/g, '').replace(/\n$/, '').split('\n').forEach(function (line, down) {
      line.split('\t').forEach(function (value, right) {
        var cell = rows[top + down] && rows[top + down].cells[left + right], field = cell && cell.querySelector('input');
        if (!field) return;
        field.value = value.normalize('NFKC').replace(/[,\s]/g, '');
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      });
    });
  });
  function start(root) { all('[data-project-return]', root).forEach(calculate); }
  document.addEventListener('htmx:afterSettle', function (e) { start(e.target.parentNode || document); });
  start(document);
})();
