/* The page refuses codes, numbers and names as the server does: one table of cases for both. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { fault, formats } from '../../app/static/js/form/formats.js';

const CASES = JSON.parse(readFileSync(new URL('../cases/formats.json', import.meta.url)));

describe('formats', () => {
  it('are all in the table', () => assert.deepEqual(formats, Object.keys(CASES)));

  Object.entries(CASES).forEach(([format, cases]) => it(`checks a ${format} as the server checks it`, () => {
    cases.forEach(([text, wrong]) => assert.equal(fault(format, text), wrong, `${format} ${text}`));
  }));

  it('takes a masked number for the stored one', () => assert.equal(fault('mobile', '139****1111'), ''));
});
