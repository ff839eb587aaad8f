/* What is there, or required, for some values of another field: fields, slots of files, and stars. A section without
   any field is not there either, nor its name in the list of sections; what has a file, or what was refused, stays. */
import { $, $$, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

const FOLLOWED = '[data-applies-by],[data-required-by]';

function ticked(form, name, values) {
  const wanted = values.split('\n'), found = form.elements.namedItem(name);
  const controls = !found ? [] : found.nodeName ? [found] : [...found];
  return controls.some((one) => (!/^(checkbox|radio)$/.test(one.type) || one.checked) && wanted.includes(one.value));
}
const mustStay = (place) => $('[data-file],[aria-invalid="true"]', place);
function hide(form, section, isHidden) {
  section.hidden = isHidden;
  $$('.zj-anchor [data-sec]', form).filter((link) => link.dataset.sec === section.id).forEach((link) => { link.hidden = isHidden; });
}
function follow(place) {
  const form = place.closest('form'), asks = place.dataset, section = place.closest('fieldset.zj-sec');
  if (asks.requiredBy) { $('[data-req]', place).hidden = !ticked(form, asks.requiredBy, asks.requiredValues); }
  if (!asks.appliesBy) { return; }
  place.hidden = !ticked(form, asks.appliesBy, asks.appliesValues) && !mustStay(place);
  if (section) { hide(form, section, !$$('.zj-f', section).some((field) => !field.hidden)); }
}
['change', 'input'].forEach((type) => on(document, type, ({ target }) => {
  if (target.form) { $$(FOLLOWED, target.form).forEach(follow); }
}));
whenNew(FOLLOWED, follow);
