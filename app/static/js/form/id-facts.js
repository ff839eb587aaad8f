/* What an ID number says of its owner stands below it as it is typed; the server computes it anew. */
import { make, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { ageOn, birthOf, fault, isMale } from './formats.js';
import { codeText } from './typed-text.js';

function factsOf(field) {
  const code = codeText(field.value), { idFacts, male, female, today } = field.dataset;
  if (!code || code.includes('*') || fault('id_number', code)) { return ''; }
  const born = birthOf(code);
  return idFacts.replace('{sex}', isMale(code) ? male : female).replace('{born}', born).replace('{age}', ageOn(born, today));
}
function lineOf(field) {
  const id = `${field.id}-hint`, found = document.getElementById(id);
  if (found) { return found; }
  const made = make('small', { id, className: 'zj-hint' });
  made.setAttribute('aria-live', 'polite');
  field.after(made);
  return made;
}

whenNew('[data-id-facts]', (field) => {
  if (field.readOnly) { return; }
  const line = lineOf(field), masked = field.value, said = line.textContent;
  on(field, 'input', () => { line.textContent = field.value === masked ? said : factsOf(field); });
});
