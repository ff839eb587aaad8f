/* The days of a month: one stop for Tab, arrows from day to day, also into other months. */
import { $, $$, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

whenNew('[data-daygrid]', (table) => {
  const days = $$('a', table);
  function stop(day) { days.forEach((one) => { one.tabIndex = one === day ? 0 : -1; }); }
  stop($('[aria-current="date"]', table) || days[0]);
  on(table, 'focusin', ({ target }) => { if (target.nodeName === 'A') { stop(target); } });
  on(table, 'keydown', (event) => {
    const all = $$('[data-daygrid] a'), at = all.indexOf(event.target), next = all[at + STEPS[event.key]];
    if (at < 0 || !next) { return; }
    event.preventDefault();
    next.focus();
  });
});
