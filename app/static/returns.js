/* Yearly returns: computed rows while typing, last year's values when the year changes.
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
  function calculate(form) { (form.hasAttribute('data-funding') ? fundingSums : projectSums)(form); }
  function total(form, names) { return names.reduce(function (sum, name) { return sum + read(form, name); }, 0); }
  function named(form, start) {
    return all('input[name]', form).map(function (i) { return i.name; }).filter(function (n) { return n.indexOf(start) === 0; });
  }
  /* 监督经费: totals, 到位率, 结余, 缺口, 人均. */
  function fundingSums(form) {
    var budgeted = total(form, named(form, 'budgeted_')), received = total(form, named(form, 'received_'));
    var income = received + total(form, named(form, 'income_')), spent = total(form, named(form, 'spent_'));
    var people = +form.dataset.people;
    put(form, 'budgeted', budgeted);
    put(form, 'received', received);
    put(form, 'income', income);
    put(form, 'spent', spent);
    put(form, 'balance', income - spent);
    put(form, 'gap', Math.max(0, budgeted - received));
    form.querySelector('[data-rate]').textContent = budgeted ? (received * 100 / budgeted).toFixed(1) + '%' : '—';
    form.querySelector('[data-a-head]').textContent = people ? (spent / 100 / people).toFixed(2) : '—';
  }
  /* 监督工程: 年末在监 of every category, 小计, 合计. */
  function projectSums(form) {
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
        all('input[name*="carried"]', form).forEach(function (input) {
          if (input.dataset.touched) return;
          input.value = found.carried[input.name] || '';
        });
        form.querySelector('#year').dispatchEvent(new CustomEvent('zj:fault', { bubbles: true, detail: found.taken }));
        var open = form.querySelector('[data-year-open]');
        open.hidden = !found.taken_url;
        open.querySelector('a').href = found.taken_url;
        calculate(form);
      });
  }

  document.addEventListener('input', function (e) {
    var form = e.target.closest && e.target.closest('[data-sums]');
    if (!form) return;
    if (e.target.name && e.target.name.indexOf('carried') > -1) e.target.dataset.touched = '1';
    calculate(form);
  });
  document.addEventListener('change', function (e) {
    var form = e.target.closest && e.target.closest('[data-sums]');
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
  /* Small tables inside a form: add and remove rows; names are numbered on. */
  function rowsReady(root) {
    all('[data-row-add], [data-row-drop]', root).forEach(function (button) { button.hidden = false; });
  }
  function addRow(table) {
    var body = table.tBodies[0], last = body.rows[body.rows.length - 1], row = last.cloneNode(true);
    var next = +((last.querySelector('[name]').name.match(/-(\d+)-\w+$/) || [])[1] || 0) + 1;
    all('[name]', row).forEach(function (field) {
      field.name = field.id = field.name.replace(/-\d+-(\w+)$/, '-' + next + '-$1');
      field.value = '';
      field.removeAttribute('aria-invalid');
    });
    body.appendChild(row);
    row.querySelector('[name]').focus();
  }
  function dropRow(row) {
    var body = row.parentNode, form = row.closest('form'), next = row.nextElementSibling || row.previousElementSibling;
    if (body.rows.length > 1) row.remove();
    else all('[name]', row).forEach(function (field) { field.value = ''; });
    (next || row).querySelector('[name]').focus();
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }
  document.addEventListener('click', function (e) {
    var add = e.target.closest('[data-row-add]'), drop = e.target.closest('[data-row-drop]');
    if (add) addRow(document.getElementById(add.dataset.rowAdd));
    if (drop) dropRow(drop.closest('tr'));
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
  function start(root) { all('[data-sums]', root).forEach(calculate); rowsReady(root); }
  document.addEventListener('htmx:afterSettle', function (e) { start(e.target.parentNode || document); });
  start(document);
})();
