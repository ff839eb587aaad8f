/* What app/static/js/form/score-rules.js makes of what is ticked and typed on a pad. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import * as rules from '../../app/static/js/form/score-rules.js';

const ITEMS = [
  { key: '1.1', section: '一', most: 400 },
  { key: '1.2', section: '一', most: 100 },
  { key: '2.1', section: '二', most: 500 }
];
const once = (item, points, count = 1, value = points * count) => ({ item, points, count, value });
const CAPPED = '{n}（扣完）';

describe('what is typed', () => {
  it('is whole tenths, whatever the keyboard', () => {
    assert.deepEqual(['0.5', '１２', ' 3 ', '1,234.5'].map(rules.tenths), [5, 120, 30, 12345]);
    assert.deepEqual(['', '0.55', '-1', '两分', '1.'].map(rules.tenths), [null, null, null, null, null]);
  });
  it('is a count from 1 to 99, once where nothing is said', () => {
    assert.deepEqual(['', ' ', '2', '９９'].map(rules.times), [1, 1, 2, 99]);
    assert.deepEqual(['0', '100', '1.5', 'x'].map(rules.times), [null, null, null, null]);
  });
  it('deducts in steps of a half, no more than the item is worth', () => {
    assert.deepEqual([5, 30, 0, 3, 35].map((one) => rules.isStep(one, 30)), [true, true, false, false, false]);
    assert.equal(rules.valueOf(20, 3, 40), 40);
  });
});

describe('the score of a project', () => {
  it('is what the items leave, and they lose no more than they are worth', () => {
    const came = rules.scoreOf(ITEMS, [once('1.1', 20), once('1.2', 60, 3)]);
    assert.deepEqual(came.cuts, { 1.1: 20, 1.2: 100, 2.1: 0 });
    assert.deepEqual(came.sections, { 一: { most: 500, cut: 120 }, 二: { most: 500, cut: 0 } });
    assert.equal(came.score, 8800);
  });
  it('does not rise with a deduction, nor follow their order', () => {
    const found = [once('1.1', 20), once('2.1', 5), once('1.1', 35, 2)];
    const score = (some) => rules.scoreOf(ITEMS, some).score;
    assert.ok(score(found) <= score(found.slice(1)));
    assert.equal(score(found), score([...found].reverse()));
  });
  it('leaves out of the base what does not apply', () => {
    const came = rules.scoreOf(ITEMS, [once('1.1', 100), once('1.2', 10)], ['1.2']);
    assert.deepEqual([came.most, came.cuts['1.2'], came.score], [900, 0, 8889]);
    assert.equal(rules.scoreOf(ITEMS, [], ['1.1', '1.2', '2.1']).score, null);
  });
  it('has a grade by its limits, and none but the last with a veto', () => {
    const grade = (score, isVetoed) => rules.gradeOf(score, [90, 80, 70], isVetoed);
    assert.deepEqual([9000, 8999, 8000, 7000, 6999].map((one) => grade(one, false)), [0, 1, 1, 2, 3]);
    assert.equal(grade(10000, true), 3);
  });
});

describe('the arithmetic', () => {
  it('names each deduction', () => {
    assert.equal(rules.arithmetic(ITEMS, [], [], CAPPED), '100');
    assert.equal(rules.arithmetic(ITEMS, [once('1.1', 20), once('2.1', 30)], [], CAPPED), '100 − (2×1 + 3×1) = 95');
    assert.equal(rules.arithmetic(ITEMS, [once('1.1', 20, 2, 15)], [], CAPPED), '100 − (1.5) = 98.5');
  });
  it('says where an item can lose no more, and what does not apply', () => {
    assert.equal(rules.arithmetic(ITEMS, [once('1.2', 60, 1), once('1.2', 60, 1)], [], CAPPED), '100 − (10（扣完）) = 90');
    assert.equal(rules.arithmetic(ITEMS, [once('1.1', 20)], ['1.2'], CAPPED), '(90 − (2×1)) ÷ 90 × 100 = 97.78');
  });
  it('shows scores with two places and points as people write them', () => {
    assert.deepEqual([rules.shownScore(9250), rules.shownScore(null)], ['92.50', '—']);
    assert.deepEqual([30, 5].map(rules.shownTenths), ['3', '0.5']);
  });
});
