/* What app/static/js/form/fault-words.js makes of a fault in the summary of a form. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { faultLine } from '../../app/static/js/form/fault-words.js';

const colon = '：';

describe('a line of the summary', () => {
  it('names its field once', () => {
    assert.equal(faultLine({ label: '手机号', message: '请填写手机号', colon }), '请填写手机号');
    assert.equal(faultLine({ label: '手机号', message: '应为 11 位', colon }), '手机号：应为 11 位');
  });

  it('says whose field it is', () => {
    assert.equal(faultLine({ label: '学历', message: '请选择学历', owner: '王强：', colon }), '王强：请选择学历');
  });

  it('keeps the line of the server', () => {
    const told = '第 1 行资格名称不能为空';
    assert.equal(faultLine({ label: '资格名称', message: '不能为空', told, colon }), told);
  });

  it('is the message alone where a field has no name', () => {
    assert.equal(faultLine({ label: undefined, message: '不能为空', colon }), '不能为空');
  });
});
