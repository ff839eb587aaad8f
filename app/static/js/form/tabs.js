/* Tabs: one is chosen, arrows go from one to the next. */
import { $, $$, around, on, words } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

const tabOf = (element) => {
  const panel = element.closest('[data-panel]');
  return panel && document.getElementById(`${panel.id}-tab`);
};
const panelOf = (tab) => document.getElementById(tab.getAttribute('aria-controls'));

/* What lies in another tab comes to light before it gets the focus. */
export function showTabOf(element) {
  const tab = tabOf(element);
  if (tab && tab.getAttribute('aria-selected') !== 'true') { tab.click(); }
}
/* Whose tab a field lies in, as the list of what is wrong says it. */
export function whose(field) {
  const tab = tabOf(field);
  return tab ? tab.firstChild.textContent.trim() + words('colon') : '';
}

/* A form for several records: its parts stand one below the other until this makes them panels. */
function open(list, tabs, pick) {
  tabs.forEach((tab) => {
    const panel = panelOf(tab);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    panel.tabIndex = 0;
  });
  list.hidden = false;
  pick(tabs.find((tab) => $('.zj-nav__cnt:not([hidden])', tab)) || tabs[0]);
}

whenNew('[role="tablist"]', (list) => {
  const tabs = () => $$('[role="tab"]', list);
  function pick(tab) {
    tabs().forEach((one) => {
      const panel = panelOf(one);
      one.setAttribute('aria-selected', String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      if (panel) { panel.hidden = one !== tab; }
    });
  }
  if (list.hidden) { open(list, tabs(), pick); }
  on(list, 'click', (event) => { const tab = around(event, '[role="tab"]'); if (tab) { pick(tab); } });
  on(list, 'keydown', (event) => {
    const all = tabs(), at = all.indexOf(document.activeElement), last = all.length - 1;
    const goal = { ArrowRight: at + 1, ArrowLeft: at + last, Home: 0, End: last }[event.key];
    if (at < 0 || goal === undefined) { return; }
    event.preventDefault();
    const next = all[goal % all.length];
    next.focus();
    pick(next);
  });
});
