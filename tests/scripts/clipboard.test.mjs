/* What app/static/js/form/clipboard.js makes of a block copied from a spreadsheet. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { block, blockOf } from '../../app/static/js/form/clipboard.js';

const texts = (lines) => lines.map((line) => line.map((one) => one && one.text));

describe('a block of a spreadsheet', () => {
  it('is its lines of cells, without what parts the digits', () => {
    assert.deepEqual(texts(block('1\t2\r\n3\t4\r\n')), [['1', '2'], ['3', '4']]);
    assert.deepEqual(texts(block('1,200\t１２\n 1 000 \t')), [['1200', '12'], ['1000', '']]);
    assert.deepEqual(texts(block('1\n\n2')), [['1'], [''], ['2']]);
  });

  it('keeps a cell with line breaks, tabs and quotes in its place', () => {
    assert.deepEqual(texts(block('"5\n(暂估)"\t12\t3.5')), [['5 (暂估)', '12', '3.5']]);
    assert.deepEqual(texts(block('"a\tb"\t1\n2\t"他说""好"""')), [['a\tb', '1'], ['2', '他说"好"']]);
    assert.deepEqual(texts(block('5"\t6\n"7\t8')), [['5"', '6'], ['"7', '8']]);
  });

  it('reads the accounting format, and leaves what is no number as it is', () => {
    assert.deepEqual(texts(block(' - \t (1,234) \t 1,234.50 ')), [['0', '(1,234)', '1234.50']]);
    assert.deepEqual(texts(block('12,5\t#DIV/0!\t1e3\t5%')), [['12,5', '#DIV/0!', '1e3', '5%']]);
  });

  it('says which cells it made plain', () => {
    assert.deepEqual(block('1,200\t12\t-\t12,5\t 7 ')[0].map((one) => one.isChanged), [true, false, true, false, false]);
  });

  it('leaves alone what lies under a merged cell', () => {
    const one = (text, colSpan = 1, rowSpan = 1) => ({ text, colSpan, rowSpan });
    assert.deepEqual(texts(blockOf([[one('1', 2), one('2')], [one('3'), one('4'), one('5')]])), [['1', null, '2'], ['3', '4', '5']]);
    assert.deepEqual(texts(blockOf([[one('1', 1, 2), one('2')], [one('3')]])), [['1', '2'], [null, '3']]);
    assert.deepEqual(texts(blockOf([[one('1', 2, 2), one('2')], [one('3')]])), [['1', null, '2'], [null, null, '3']]);
  });
});
