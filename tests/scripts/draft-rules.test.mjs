/* What app/static/js/form/draft-rules.js decides: one rule after the other, and windows that share a draft. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { fill } from '../../app/static/js/core/dom.js';
import * as rules from '../../app/static/js/form/draft-rules.js';
import { Server, Window } from './drafting.mjs';

const ONE = '11111111-1111', TWO = '22222222-2222';

function windows() {
  const server = new Server();
  return [server, new Window(server, ONE), new Window(server, TWO)];
}

describe('a new draft', () => {
  it('knows its record and nothing of its fields', () => {
    const info = { resource: 'returns', key: '2025', base_version: 3, revision: 8, page: '/', fields: {}, plain: {} };
    const draft = rules.newDraft(ONE, info);
    assert.deepEqual(draft, {
      client: ONE, resource: 'returns', key: '2025', base_version: 3, revision: 8, edits: 0, fields: {}, first: 0, worked: 0, kind: ''
    });
    assert.deepEqual(rules.newField(draft, 'talks', '4'), {
      over: [], value: '4', plain: '4', others: [], number: 0, touched: false, dirty: false
    });
    assert.deepEqual(Object.keys(draft.fields), ['talks']);
  });
});

describe('two windows', () => {
  it('get what the other typed into another field', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    two.type('fines', '7').save();
    one.look();
    assert.deepEqual(one.form, { talks: '4', fines: '7' });
    assert.deepEqual(two.form, one.form);
    assert.deepEqual([one.beside('fines'), two.beside('talks')], [[], []]);
    assert.deepEqual([server.values('talks'), server.values('fines')], [['4'], ['7']]);
    assert.deepEqual(rules.touched(one.draft), ['talks']);
  });

  it('keep both texts of one field until somebody decides', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    two.type('talks', '5').save();
    one.look();
    assert.deepEqual([one.form.talks, one.beside('talks')], ['4', ['5']]);
    assert.deepEqual([two.form.talks, two.beside('talks')], ['5', ['4']]);
    assert.deepEqual(server.values('talks'), ['5', '4']);
  });

  it('agree once one of them adopts the other text', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    two.type('talks', '5').save().decide('talks', true).save();
    one.look();
    assert.deepEqual(server.values('talks'), ['4']);
    assert.deepEqual([two.form.talks, one.beside('talks'), two.beside('talks')], ['4', [], []]);
  });

  it('see what the other one kept after a decision', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    two.type('talks', '5').save().decide('talks', false).save();
    assert.deepEqual(server.values('talks'), ['5']);
    assert.deepEqual([one.look().beside('talks'), two.beside('talks')], [['5'], []]);
  });

  it('are not asked a second time about what was decided', () => {
    const [, one, two] = windows();
    one.type('talks', '4').save();
    two.type('talks', '5').save().decide('talks', false).look();
    two.draft.revision = 0;
    assert.deepEqual(two.look().beside('talks'), []);
  });

  it('are asked about each of several others', () => {
    const [server, one, two] = windows();
    const three = new Window(server, '33333333-3333').type('talks', '6');
    one.type('talks', '4').save();
    two.type('talks', '5').save();
    three.save();
    assert.deepEqual(three.beside('talks'), ['5', '4']);
    assert.deepEqual(three.decide('talks', true).beside('talks'), ['4']);
    assert.deepEqual(three.save().beside('talks'), ['4']);
    assert.deepEqual(three.form.talks, '5');
  });

  it('have nothing to decide when both type the same', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    two.type('talks', '4').save();
    assert.deepEqual([one.look().beside('talks'), two.beside('talks')], [[], []]);
    assert.deepEqual(server.values('talks'), ['4']);
  });

  it('show differing texts of others beside an untouched field, too', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    two.type('talks', '5').save();
    const three = new Window(server, '33333333-3333', { form: { talks: '5' } });
    assert.deepEqual([three.form.talks, three.beside('talks')], ['5', ['4']]);
    const four = new Window(new Server(), '44444444-4444');
    four.server = server;
    four.look();
    assert.deepEqual([four.form.talks, four.beside('talks'), rules.pending(four.draft)], ['5', ['4'], []]);
  });
});

describe('a save', () => {
  it('that is overtaken by a later one changes nothing', () => {
    const [server, one, two] = windows();
    const early = one.type('talks', '1').send();
    const late = one.type('talks', '12').send();
    late.arrive();
    early.arrive();
    late.answered();
    early.answered();
    assert.deepEqual(server.values('talks'), ['12']);
    assert.deepEqual([one.form.talks, two.look().form.talks], ['12', '12']);
    assert.deepEqual(rules.pending(one.draft), []);
  });

  it('that is repeated changes nothing', () => {
    const [server, one] = windows();
    const save = one.type('talks', '4').send();
    save.arrive();
    save.arrive();
    save.answered();
    assert.deepEqual([server.values('talks'), server.revision], [['4'], 1]);
    assert.deepEqual([rules.pending(one.draft), one.beside('talks')], [[], []]);
  });

  it('leaves to be saved what was typed since it was sent', () => {
    const [server, one] = windows();
    const save = one.type('talks', '4').type('fines', '7').send();
    one.type('talks', '45');
    save.arrive();
    save.answered();
    assert.deepEqual([rules.pending(one.draft), one.beside('talks')], [['talks'], []]);
    assert.equal(one.draft.fields.talks.value, '4');
    assert.deepEqual(one.save().beside('talks'), []);
    assert.deepEqual([server.values('talks'), rules.pending(one.draft)], [['45'], []]);
  });

  it('whose answer is lost is sent again and taken once', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').send().arrive();
    two.look().type('fines', '7').save();
    assert.deepEqual(rules.pending(one.draft), ['talks']);
    one.save();
    assert.deepEqual([one.form, rules.pending(one.draft)], [{ talks: '4', fines: '7' }, []]);
    assert.deepEqual(server.values('talks'), ['4']);
  });

  it('that comes after its window stored the record is old', () => {
    const [server, one, two] = windows();
    const late = one.type('talks', '4').send();
    server.store(one);
    late.arrive();
    assert.deepEqual(server.values('talks'), []);
    assert.equal(two.look().form.talks, '');
  });

  it('says what the window is, what it has shown, and its texts in need of saving', () => {
    const [, one, two] = windows();
    two.type('fines', '7').save();
    one.look().type('talks', '4').type('talks', '45');
    assert.deepEqual(one.send().content, {
      client: ONE, since: 1, base_version: 1, fields: [{ name: 'talks', value: '45', number: 2, over: [] }]
    });
    assert.deepEqual(one.type('fines', '8').send().content.fields[1], { name: 'fines', value: '8', number: 3, over: [1] });
  });

  it('names no more settled revisions than the server takes, the latest ones', () => {
    const [, one] = windows();
    one.type('talks', '4').draft.fields.talks.over = Array.from({ length: 130 }, (_, place) => place);
    const { over } = one.send().content.fields[0];
    assert.deepEqual([over.length, over[0], over[99]], [100, 30, 129]);
  });
});

describe('a window without a network', () => {
  it('sends afterwards what was typed meanwhile, beside what a colleague typed', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    one.type('talks', '41').type('fines', '7');
    assert.equal(rules.step(one.draft, false), 'offline');
    two.look().type('talks', '5').save();
    assert.equal(rules.step(one.draft, true), 'send');
    one.save();
    assert.deepEqual(rules.pending(one.draft), []);
    assert.deepEqual([one.form, one.beside('talks')], [{ talks: '41', fines: '7' }, ['5']]);
    assert.deepEqual([server.values('talks'), server.values('fines')], [['41', '5'], ['7']]);
  });

  it('leaves its text behind when it is closed, and another page delivers it', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    const [key, body] = one.type('talks', '412').close();
    assert.equal(key, `zj-draft:7:/drafts/returns/2025:${ONE}`);
    assert.equal(two.look().form.talks, '4');
    assert.ok(rules.isLeftBehind(key, '7', [TWO]));
    server.save(JSON.parse(JSON.stringify(body)));
    assert.equal(two.look().form.talks, '412');
    assert.deepEqual(server.values('talks'), ['412']);
  });

  it('left nothing that a newer save of its own would lose to', () => {
    const [server, one] = windows();
    const [, body] = one.type('talks', '4').close();
    one.type('talks', '45').save();
    server.save(body);
    assert.deepEqual(server.values('talks'), ['45']);
  });
});

describe('an outbox', () => {
  const key = rules.outbox(rules.newDraft(ONE, { resource: 'returns', key: 'a/b' }), '7');

  it('is known by its name', () => {
    assert.equal(key, `zj-draft:7:/drafts/returns/a%2Fb:${ONE}`);
    assert.ok(rules.isOutbox(key));
    assert.ok(!rules.isOutbox('zj-size'));
    assert.ok(!rules.isOutbox(`old-${key}`));
  });

  it('is left behind by closed windows of this person alone', () => {
    assert.ok(rules.isLeftBehind(key, '7', []));
    assert.ok(rules.isLeftBehind(key, '7', [TWO]));
    assert.ok(!rules.isLeftBehind(key, '7', [TWO, ONE]));
    assert.ok(!rules.isLeftBehind(key, '77', []));
    assert.ok(!rules.isLeftBehind(key, '', []));
    assert.ok(!rules.isLeftBehind('zj-size', '7', []));
  });
});

describe('a draft that was thrown away', () => {
  it('goes on with what is typed in an open window', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').type('fines', '7').save();
    two.look();
    server.discard();
    assert.deepEqual(server.values('talks'), []);
    one.look();
    assert.deepEqual(rules.pending(one.draft), ['talks', 'fines']);
    one.save();
    assert.deepEqual([server.values('talks'), server.values('fines')], [['4'], ['7']]);
    assert.deepEqual(rules.pending(two.look().draft), []);
  });
});

describe('a form that opens', () => {
  const held = () => {
    const server = new Server();
    new Window(server, ONE).type('talks', '4').save();
    return server;
  };

  it('with the text of the draft has shown it', () => {
    const two = new Window(held(), TWO, { form: { talks: '4' } });
    assert.deepEqual([rules.pending(two.draft), two.draft.fields.talks.over], [[], [1]]);
    two.type('talks', '5').save();
    assert.deepEqual(two.server.values('talks'), ['5']);
  });

  it('without the field knows of its text', () => {
    const server = held();
    new Window(server, ONE, { form: { 'depts-1-name': '' } }).type('depts-1-name', '质量科').save();
    const two = new Window(server, TWO, { form: { talks: '4' } });
    assert.deepEqual([rules.pending(two.draft), two.draft.fields['depts-1-name'].value], [[], '质量科']);
  });

  it('again after a refusal carries the newer text, which counts over what it had shown', () => {
    const two = new Window(held(), TWO, { form: { talks: '41' }, revision: 1 });
    assert.deepEqual([rules.pending(two.draft), two.draft.fields.talks.value, two.beside('talks')], [['talks'], '4', []]);
    two.save();
    assert.deepEqual(two.server.values('talks'), ['41']);
  });

  it('again after a refusal has what it had not shown beside its own', () => {
    const two = new Window(held(), TWO, { form: { talks: '41' }, revision: 0 });
    assert.deepEqual([rules.pending(two.draft), two.beside('talks')], [['talks'], ['4']]);
    two.save();
    assert.deepEqual(two.server.values('talks'), ['41', '4']);
  });

  it('knows what a field is without the draft', () => {
    const two = new Window(held(), TWO, { form: { talks: '4' }, plain: { talks: '' } });
    assert.deepEqual([two.draft.fields.talks.plain, two.draft.fields.fines.plain], ['', '']);
    assert.equal(new Window(held(), TWO, { form: { talks: '3' } }).draft.fields.talks.plain, '3');
  });
});

describe('news', () => {
  it('of a colleague go into untouched fields and are nothing to save', () => {
    const [, one, two] = windows();
    one.type('talks', '4').save();
    two.look();
    assert.deepEqual([two.form.talks, two.draft.fields.talks.value], ['4', '4']);
    one.type('talks', '45').save();
    assert.equal(two.look().form.talks, '45');
    assert.deepEqual([rules.pending(two.draft), rules.touched(two.draft)], [[], []]);
  });

  it('that the form shows already change nothing in it', () => {
    const [, one] = windows();
    const texts = [{ client: TWO, revision: 3, value: '' }];
    assert.equal(rules.merge(one.draft, 'talks', texts, ''), false);
    assert.deepEqual(one.draft.fields.talks.over, [3]);
    assert.equal(rules.merge(one.draft, 'talks', [{ client: TWO, revision: 4, value: '4' }], ''), true);
    assert.equal(rules.merge(one.type('talks', '5').draft, 'talks', texts, '5'), false);
  });

  it('that a newer answer has overtaken change nothing', () => {
    const [, one, two] = windows();
    two.look();
    one.type('talks', '4').save();
    const early = two.ask();
    one.type('talks', '45').save();
    two.look();
    early.answered();
    assert.deepEqual([two.form.talks, two.draft.fields.talks.over], ['45', [2]]);
  });

  it('of a text that was taken back together with the own one show it', () => {
    const [server, one, two] = windows();
    one.type('talks', '4').save();
    two.type('talks', '5').save();
    server.texts.forEach((text) => { text.revision = 3; });
    server.revision = 3;
    assert.deepEqual([one.look().beside('talks'), two.look().beside('talks')], [['5'], ['4']]);
  });

  it('are asked by a window that is open, at rest and connected', () => {
    const draft = () => windows()[1].draft;
    assert.equal(rules.mayAsk(draft(), true), true);
    assert.equal(rules.mayAsk(draft(), false), false);
    for (const state of ['closed', 'paused', 'busy']) {
      assert.equal(rules.mayAsk({ ...draft(), [state]: true }, true), false, state);
    }
  });

  it('are asked for two minutes after the last keystroke', () => {
    assert.equal(rules.isAtWork({ worked: 1000 }, 120_999), true);
    assert.equal(rules.isAtWork({ worked: 1000 }, 121_000), false);
    assert.equal(rules.isAtWork(windows()[1].draft, 120_000), false);
  });
});

describe('another record', () => {
  it('takes along what was typed and forgets what was known', () => {
    const [server, one, two] = windows();
    two.type('fines', '9').save();
    one.look().type('talks', '4').save();
    two.type('talks', '5').save();
    one.look();
    rules.moveOn(one.draft, '33333333-3333', '2024');
    assert.deepEqual([one.beside('talks'), one.draft.fields.fines.over], [[], []]);
    assert.deepEqual([one.draft.revision, one.draft.base_version], [0, null]);
    assert.equal(rules.address(one.draft), '/drafts/returns/2024');
    one.server = new Server();
    rules.touched(one.draft).forEach((name) => rules.touch(one.draft, name));
    one.save();
    assert.deepEqual(one.server.texts.map((text) => [text.name, text.value, text.client]), [['talks', '4', '33333333-3333']]);
    assert.deepEqual(server.values('fines'), ['9']);
  });

  it('is found by rows that a form added or took out', () => {
    const [, one] = windows();
    rules.newField(one.draft, 'depts-1-name', null);
    one.form.talks = '4';
    assert.deepEqual(rules.differing(one.draft, one.read), ['talks']);
    one.form['depts-1-name'] = '';
    assert.deepEqual(rules.differing(one.draft, one.read), ['talks', 'depts-1-name']);
  });
});

describe('when', () => {
  it('a pause or the longest wait sends what was typed', () => {
    assert.equal(rules.delay(1000, 1000), 1500);
    assert.equal(rules.delay(1000, 3000), 1500);
    assert.equal(rules.delay(1000, 3500), 1000);
    assert.equal(rules.delay(1000, 9000), 0);
  });

  it('a save is sent, waits or is not needed', () => {
    const { draft } = windows()[1];
    assert.equal(rules.step(draft, true), 'rest');
    rules.touch(draft, 'talks');
    assert.equal(rules.step(draft, true), 'send');
    assert.equal(rules.step(draft, false), 'offline');
    assert.equal(rules.step({ ...draft, busy: true }, true), 'wait');
    assert.equal(rules.step({ ...draft, busy: true }, true, true), 'send');
    assert.equal(rules.step({ ...draft, busy: true }, false, true), 'offline');
    assert.equal(rules.step({ ...draft, closed: true }, true), 'rest');
    assert.equal(rules.step({ ...draft, paused: true }, true, true), 'rest');
  });

  it('a browser is asked to send it although its page closes', () => {
    assert.equal(rules.fitsLeaving('x'.repeat(59_999)), true);
    assert.equal(rules.fitsLeaving('x'.repeat(60_000)), false);
    assert.equal(rules.fitsLeaving('字'.repeat(19_999)), true);
    assert.equal(rules.fitsLeaving('字'.repeat(20_000)), false);
  });
});

describe('a save that failed', () => {
  it('is tried again where time may help', () => {
    const { RETRY, refusal } = rules;
    assert.deepEqual(refusal(401), { kind: 'expired', after: 3 * RETRY });
    assert.deepEqual(refusal(429), { kind: 'trouble', after: 2 * RETRY });
    assert.deepEqual(refusal(500), { kind: 'trouble', after: 2 * RETRY });
    assert.deepEqual(refusal(503), { kind: 'trouble', after: 2 * RETRY });
    for (const status of [400, 403, 404, 413, 422, 499]) {
      assert.deepEqual(refusal(status), { kind: 'refused', after: null });
    }
    assert.equal(RETRY, 4000);
  });

  it('without an answer is tried again, but not for a stranger', () => {
    const { RETRY, failure } = rules;
    assert.deepEqual(failure(new TypeError('no network'), false), { kind: 'offline', after: RETRY });
    assert.deepEqual(failure(new TypeError('no server'), true), { kind: 'trouble', after: RETRY });
    assert.deepEqual(failure(500, true), { kind: 'trouble', after: RETRY });
    assert.deepEqual(failure(401, true), { kind: 'expired', after: 3 * RETRY });
    assert.deepEqual(failure('stranger', true), { kind: 'refused', after: null });
  });
});

describe('the line of a form', () => {
  it('keeps the way to the sign-in until a save has gone through', () => {
    const said = (was, kind) => rules.isSaid({ kind: was }, kind);
    assert.deepEqual(['expired', 'saving', 'saved', 'refused', 'offline'].map((kind) => said('expired', kind)), [false, false, true, true, true]);
    assert.deepEqual(['expired', 'saving', 'saved'].map((kind) => said('saved', kind)), [true, true, true]);
  });

  it('is read out when its kind changes, but not for every save', () => {
    const heard = (was, kind) => rules.isHeard({ kind: was }, kind);
    assert.deepEqual([heard('', 'saved'), heard('saved', 'saved'), heard('saved', 'saving'), heard('saved', 'offline')], [true, false, false, true]);
  });

  it('says that nothing could be saved until an answer comes', () => {
    const stuck = ['expired', 'offline', 'trouble', 'saved', 'refused', ''].map((kind) => rules.isStuck({ kind }));
    assert.deepEqual(stuck, [true, true, true, false, false, false]);
  });

  it('fills in names and times', () => {
    assert.equal(fill('{by} {at} 填写：', { by: '湘致远', at: '9:00' }), '湘致远 9:00 填写：');
    assert.equal(fill('网络已断开', {}), '网络已断开');
  });
});

/* Chance that is the same in every run. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * sides);
  };
}

describe('in whichever order texts are typed and arrive', () => {
  const NAMES = ['talks', 'fines'];

  /* Two windows at random; returns them with all that each of them has ever shown of a field. */
  function walk(roll) {
    const [server, one, two] = windows();
    const both = [one, two], sent = [], answers = [];
    const shown = new Map(both.map((window) => [window, { talks: new Set(), fines: new Set() }]));
    const any = (list) => list.slice(roll(list.length + 1)).slice(0, 1);
    const see = () => both.forEach((window) => NAMES.forEach((name) => {
      [window.form[name], ...window.beside(name)].forEach((value) => shown.get(window)[name].add(value));
    }));
    for (let act = 0; act < 40; act += 1) {
      const window = both[roll(2)], name = NAMES[roll(2)];
      const acts = [
        () => window.type(name, `${window.draft.client[0]}-${act}`),
        () => sent.push(window.send()),
        () => any(sent).forEach((save) => { save.arrive(); answers.push(save); }),
        () => answers.push(window.ask()),
        () => any(answers).forEach((answer) => answer.answered()),
        () => window.beside(name).slice(0, 1).forEach(() => window.decide(name, roll(2) === 1))
      ];
      acts[roll(acts.length)]();
      see();
    }
    sent.forEach((save) => save.arrive());
    answers.forEach((answer) => { answer.answered(); see(); });
    both.forEach((window) => { window.save(); see(); });
    both.forEach((window) => { window.look(); see(); });
    return { server, both, shown };
  }

  it('no last text disappears unseen', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const { server, both, shown } = walk(dice(seed));
      for (const [window, other] of [both, [...both].reverse()]) {
        for (const name of rules.touched(window.draft)) {
          const text = window.form[name];
          assert.ok(server.values(name).includes(text) || shown.get(other)[name].has(text), `walk ${seed}: ${name} ${text}`);
        }
        assert.deepEqual(rules.pending(window.draft), [], `walk ${seed}`);
      }
    }
  });

  it('an untouched field shows what counts', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const { server, both } = walk(dice(seed));
      for (const window of both) {
        for (const name of NAMES.filter((one) => !window.draft.fields[one].touched)) {
          const [current = '', ...others] = server.values(name);
          assert.deepEqual([window.form[name], window.beside(name)], [current, others], `walk ${seed}: ${name}`);
        }
      }
    }
  });
});
