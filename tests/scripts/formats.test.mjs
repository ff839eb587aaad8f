/* The page refuses codes, numbers and names as the server does: one table of cases for both. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { ageOn, birthOf, fault, formats, isMale } from '../../app/static/js/form/formats.js';

const CASES = JSON.parse(readFileSync(new URL('../cases/formats.json', import.meta.url)));

describe('formats', () => {
  it('are all in the table', () => assert.deepEqual(formats, Object.keys(CASES)));

  Object.entries(CASES).forEach(([format, cases]) => it(`checks a ${format} as the server checks it`, () => {
    cases.forEach(([text, wrong]) => assert.equal(fault(format, text), wrong, `${format} ${text}`));
  }));

  it('takes a masked number for the stored one', () => {
    assert.equal(fault('mobile', '139****1111'), '');
    assert.equal(fault('id_number', '439900********0011'), '');
  });

  it('reads day of birth, sex and age from an ID number', () => {
    assert.equal(birthOf('439900199003070011'), '1990-03-07');
    assert.equal(isMale('439900199003070011'), true);
    assert.equal(isMale('439900198402291028'), false);
    assert.equal(ageOn('1990-03-07', '2026-03-06'), 35);
    assert.equal(ageOn('1990-03-07', '2026-03-07'), 36);
    assert.equal(ageOn('1984-02-29', '2026-02-28'), 41);
  });
});
