/* What app/static/js/form/figures.js reads, checks, adds up and shows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import * as figures from '../../app/static/js/form/figures.js';

describe('a figure that somebody typed', () => {
  it('is a count or an amount, whatever the keyboard', () => {
    for (const text of ['0', '12', '１２', '1,234', ' 12 ', '1，234', '1 000', '-', '9999999']) {
      assert.equal(figures.fault('count', text), '', text);
    }
    for (const text of ['0', '12.5', '12.50', '１２．５', '1,234.56', '99999999.99']) {
      assert.equal(figures.fault('amount', text), '', text);
    }
  });

  it('is refused by what is wrong with it', () => {
    for (const text of ['', '很多', '-1', '1.5', 'x1', '1x', '1e3', '1_2', '①']) {
      assert.equal(figures.fault('count', text), 'count', text);
    }
    for (const text of ['', '-1', '1.', '.5', '1.234', '1 00', 'x1', '1.5x', '1.2.3', '1x5']) {
      assert.equal(figures.fault('amount', text), 'amount', text);
    }
    assert.equal(figures.fault('count', '10000000'), 'toolarge');
    assert.equal(figures.fault('count', '1,0000,000'), 'straycomma');
    assert.equal(figures.fault('amount', '12，5'), 'straycomma');
    assert.equal(figures.fault('amount', '100000000'), 'toolarge');
    assert.equal(figures.fault('amount', '10000000'), '');
  });

  it('counts in whole hundredths', () => {
    assert.deepEqual(['0.1', '0.29', '1.005', '1,234.5', '１２', ' 1 000 '].map(figures.hundredths), [10, 29, 0, 123450, 1200, 100000]);
    assert.deepEqual(['', '很多', '-1', '1.'].map(figures.hundredths), [0, 0, 0, 0]);
  });
});

describe('a computed figure', () => {
  it('is shown as a count or with two places', () => {
    assert.deepEqual([figures.shown(1200, 'count'), figures.shown(0, 'count'), figures.shown(-300, 'count')], ['12', '0', '−3']);
    assert.deepEqual([figures.shown(1250, 'amount'), figures.shown(0, 'amount'), figures.shown(-5, 'amount')], ['12.50', '0.00', '−0.05']);
  });

  it('is a share or an average only of something', () => {
    assert.deepEqual([figures.share(1, 3), figures.share(200, 100), figures.share(0, 5)], ['33.3%', '200.0%', '0.0%']);
    assert.equal(figures.share(5, 0), '—');
    assert.deepEqual([figures.average(10000, 3), figures.average(0, 3)], ['33.33', '0.00']);
    assert.equal(figures.average(10000, 0), '—');
  });

  it('is rounded half up, as the server does it', () => {
    assert.deepEqual([figures.share(3, 2000), figures.share(7, 2000), figures.share(2999, 6000)], ['0.2%', '0.4%', '50.0%']);
    assert.deepEqual([figures.average(201, 200), figures.average(5, 2), figures.average(4, 3)], ['0.01', '0.03', '0.01']);
    assert.deepEqual([figures.average(-5, 2), figures.average(-301, 200)], ['−0.03', '−0.02']);
  });
});

describe('the sums of 监督经费', () => {
  const typed = {
    budgeted_people: '100', budgeted_office: '50.5', received_people: '90.1', received_office: '0.2', income_other: '9.7',
    income_carried: '', spent_people: '60', spent_office: '很多', year: '2025', explanation: '7'
  };

  it('add up what belongs together', () => {
    assert.deepEqual(figures.funding(typed, 6), {
      sums: { budgeted: 15050, received: 9030, income: 10000, spent: 6000, balance: 4000, gap: 6020 }, rate: '60.0%', aHead: '10.00'
    });
  });

  it('have no gap where more came than was due, and a negative balance where more was spent', () => {
    const { sums } = figures.funding({ budgeted_people: '1', received_people: '2', spent_people: '5' }, 0);
    assert.deepEqual([sums.gap, sums.balance], [0, -300]);
  });

  it('of an empty form are nothing', () => {
    const { sums, rate, aHead } = figures.funding({}, 0);
    assert.deepEqual([Object.values(sums), rate, aHead], [[0, 0, 0, 0, 0, 0], '—', '—']);
  });
});

describe('the sums of 监督工程', () => {
  const CATEGORIES = ['housing', 'public', 'industrial', 'municipal'];
  const typed = {
    'housing-carried-area': '10', 'housing-new-area': '5.5', 'housing-completed-area': '3', 'housing-ended-area': '0.5',
    'public-new-area': '1', 'industrial-new-area': '2', 'municipal-carried-area': '4', 'municipal-completed-area': '6',
    'housing-new-projects': '3', 'municipal-new-units': '5', 'municipal-new-length': '1.25', 'public-ended-cost': '7', 'rail-new-area': '99',
    quality_rectifications: '6', safety_rectifications: '2', quality_rectified: '3', safety_rectified: '1'
  };
  const { sums, perPerson, rectified } = figures.projects(typed, CATEGORIES, 4);

  it('leave of each category what is still supervised', () => {
    assert.deepEqual(CATEGORIES.map((one) => sums[`${one}-year_end-area`]), [1200, 100, 200, -200]);
  });

  it('add buildings up apart, and everything', () => {
    assert.deepEqual(['carried', 'new', 'completed', 'ended', 'year_end'].map((flow) => sums[`buildings-${flow}-area`]), [1000, 850, 300, 50, 1500]);
    assert.deepEqual(['carried', 'new', 'completed', 'ended', 'year_end'].map((flow) => sums[`total-${flow}-area`]), [1400, 850, 900, 50, 1300]);
  });

  it('are made of every measure', () => {
    const ends = ['projects', 'units', 'area', 'length', 'cost'].map((measure) => sums[`total-year_end-${measure}`]);
    assert.deepEqual(ends, [300, 500, 1300, 125, -700]);
    assert.equal(Object.keys(sums).length, 5 * (4 + 5 + 5));
  });

  it('come with the area of each person and the share of what was put right', () => {
    assert.deepEqual([perPerson, rectified], ['3.25', '50.0%']);
    const empty = figures.projects({}, CATEGORIES, 0);
    assert.deepEqual([empty.perPerson, empty.rectified, empty.sums['total-year_end-area']], ['—', '—', 0]);
  });
});

describe('a table of given rows', () => {
  it('adds up its cells and its columns in hundredths', () => {
    const rows = [
      { full: '12.5', deducted: '０.1', visits: '3' },
      { full: '30', deducted: '', visits: 'x' }
    ];
    const { cells, totals } = figures.grid(rows, { score: { full: 1, deducted: -1 } });
    assert.deepEqual(cells.map((row) => figures.shown(row.score, 'amount')), ['12.40', '30.00']);
    assert.equal(figures.shown(totals.score, 'amount'), '42.40');
    assert.equal(figures.shown(totals.visits, 'count'), '3');
    assert.deepEqual(figures.grid([], { score: { full: 1 } }), { cells: [], totals: {} });
  });
  it('says what is left to give away, also when too much was given', () => {
    const { totals } = figures.grid([{ seats: '20' }, { seats: '５' }, { seats: 'x' }], {});
    assert.equal(figures.shown(figures.rest('30', totals.seats), 'count'), '5');
    assert.equal(figures.shown(figures.rest('24', totals.seats), 'count'), '−1');
    assert.equal(figures.shown(figures.rest(30, undefined), 'count'), '30');
  });
});
