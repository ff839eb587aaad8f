/* Tabs: one is chosen, arrows go from one to the next. */
import { $$, around, neighbour, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

whenNew('[role="tablist"]', (list) => {
  const tabs = () => $$('[role="tab"]', list);
  function pick(tab) {
    tabs().forEach((one) => {
      const panel = document.getElementById(one.getAttribute('aria-controls'));
      one.setAttribute('aria-selected', String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      if (panel) { panel.hidden = one !== tab; }
    });
  }
  on(list, 'click', (event) => { const tab = around(event, '[role="tab"]'); if (tab) { pick(tab); } });
  on(list, 'keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], all = tabs();
    if (!step || !all.includes(document.activeElement)) { return; }
    const next = neighbour(all, document.activeElement, step);
    next.focus();
    pick(next);
  });
});
