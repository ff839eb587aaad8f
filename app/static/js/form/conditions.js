/* The conditions of a report: a field that belongs to one value of another is hidden and not sent otherwise; what
   decides the others has them offered anew, and what is chosen stays where it still is. */
import { $, $$, on } from '../core/dom.js';
import { prepare, whenNew } from '../core/parts.js';
import { call } from '../core/request.js';
import { check } from './check.js';
import { recount } from './form.js';

function follow(form) {
  $$('[data-shown-when]', form).forEach((field) => {
    const [name, value] = field.dataset.shownWhen.split('='), shown = form.elements[name].value === value;
    field.hidden = !shown;
    $$('input,select,textarea', field).forEach((control) => {
      control.disabled = !shown;
      if (!shown && control.getAttribute('aria-invalid')) { check(control); }
    });
  });
  recount(form);
}
/* What the server offers for these choices; null when it cannot be had, and then what is offered stays. */
async function offer(form, chosen) {
  try {
    const answer = await call(`${form.action}?${chosen}`);
    const html = answer.ok ? await answer.text() : '';
    return $('[data-offered]', new DOMParser().parseFromString(html, 'text/html'));
  } catch {
    return null;
  }
}
function replace(form, offered, found) {
  const focused = document.activeElement.id;
  $$('select', found).forEach((control) => {
    const now = form.elements[control.name];
    if (now && $(`option[value="${now.value}"]`, control)) { control.value = now.value; }
  });
  offered.replaceChildren(...found.childNodes);
  prepare(offered);
  const again = focused && $(`#${focused}`, offered);
  if (again) { again.focus(); }
}
async function offerAnew(form, decides) {
  const offered = $('[data-offered]', form), chosen = new URLSearchParams();
  $$('select,.zj-pick input[type="hidden"]', offered).forEach((control) => chosen.set(control.name, control.value));
  const found = await offer(form, chosen);
  if (!found || decides.value !== chosen.get(decides.name)) { return; }
  replace(form, offered, found);
  follow(form);
}

whenNew('form[data-conditions]', (form) => {
  on(form, 'change', ({ target }) => {
    follow(form);
    if (target.matches('[data-decides]')) { offerAnew(form, target); }
  });
  follow(form);
});
