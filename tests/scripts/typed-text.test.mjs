/* The page reads typed and pasted text as the server does: one table of cases for both. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import * as typed from '../../app/static/js/form/typed-text.js';

const CASES = JSON.parse(readFileSync(new URL('../cases/typed_text.json', import.meta.url)));

describe('typed text', () => {
  Object.entries(CASES).forEach(([kind, cases]) => it(`reads as a ${kind} as the server reads it`, () => {
    cases.forEach(([text, read]) => assert.equal(typed[`${kind}Text`](text), read, `${kind} ${JSON.stringify(text)}`));
  }));

  it('names a comma that parts no thousands', () => {
    for (const text of ['12,5', '12，5', '1,23,4', ',5']) { assert.ok(typed.hasStrayComma(text), text); }
    for (const text of ['1,234', '12.5', 'abc,', '1e3', '']) { assert.ok(!typed.hasStrayComma(text), text); }
  });
});
