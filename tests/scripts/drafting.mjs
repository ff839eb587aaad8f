/* Windows that share a draft, without pages and without a network: whatever is sent arrives when a test says so. */
import * as rules from '../../app/static/js/form/draft-rules.js';

const USER = '7';

/* The server's side of one draft, as app/drafts has it: rules.py, operations.py and presentation.answer. */
export class Server {
  revision = 0;
  texts = [];
  handedIn = {};
  discarded = 0;

  save({ client, fields }) {
    const fresh = fields.filter((sent) => !this.#isLate(client, sent));
    if (!fresh.length) { return; }
    this.revision += 1;
    for (const { name, value, number, over } of fresh) {
      this.texts = this.texts.filter((text) => text.name !== name ||
        !(text.client === client || over.includes(text.revision) || text.value === value));
      this.texts.push({ name, client, number, value, revision: this.revision });
    }
  }
  #isLate(client, sent) {
    const own = this.texts.find((text) => text.name === sent.name && text.client === client);
    return sent.number <= (this.handedIn[client] || 0) || (own !== undefined && own.number >= sent.number);
  }
  answer(since) {
    const fields = {};
    for (const { name, revision } of this.texts) {
      if (revision > since) { fields[name] = this.newestFirst(name); }
    }
    return { revision: this.revision, fields, discarded: this.discarded > since && since > 0 };
  }
  newestFirst(name) {
    const found = [];
    for (const text of this.texts.filter((one) => one.name === name).reverse()) {
      if (found.every((other) => other.value !== text.value)) { found.push(text); }
    }
    return found;
  }
  values(name) { return this.newestFirst(name).map((text) => text.value); }
  discard() {
    this.revision += 1;
    this.discarded = this.revision;
    this.texts = [];
  }
  /* the record is stored with what a window has shown */
  store(window) {
    const { client, revision, edits } = window.draft;
    this.texts = this.texts.filter((text) => text.client !== client && text.revision > revision);
    this.revision += 1;
    this.handedIn[client] = edits;
  }
}

/* A window with its form, doing in memory what drafts.js does on a page. */
export class Window {
  constructor(server, client, { form = {}, revision = server.revision, plain = {} } = {}) {
    this.server = server;
    this.form = { talks: '', fines: '', ...form };
    this.read = (name) => (name in this.form ? this.form[name] : null);
    this.draft = rules.newDraft(client, { resource: 'returns', key: '2025', base_version: 1, revision });
    const { fields } = server.answer(0);
    for (const name of new Set([...Object.keys(fields), ...Object.keys(this.form)])) {
      rules.newField(this.draft, name, this.read(name), plain[name]);
    }
    for (const [name, texts] of Object.entries(fields)) {
      if (rules.begin(this.draft, name, texts, this.read(name))) { rules.touch(this.draft, name); }
    }
  }
  type(name, text) {
    this.form[name] = text;
    rules.touch(this.draft, name);
    return this;
  }
  beside(name) { return this.draft.fields[name].others.map((text) => text.value); }
  /* a save under way: `arrive` at the server, be `answered` by it, or both */
  send() {
    const content = rules.body(this.draft, this.read);
    let told = null;
    const arrive = () => { this.server.save(content); told = this.server.answer(content.since); };
    const answered = () => { rules.acknowledge(this.draft, content); this.take(told); };
    return { content, arrive, answered };
  }
  save() {
    const { arrive, answered } = this.send();
    arrive();
    answered();
    return this;
  }
  /* a question for news under way */
  ask() {
    const told = this.server.answer(this.draft.revision);
    return { answered: () => this.take(told) };
  }
  look() {
    this.ask().answered();
    return this;
  }
  take(told) {
    if (!rules.follow(this.draft, told)) { return; }
    for (const [name, texts] of Object.entries(told.fields)) {
      if (rules.merge(this.draft, name, texts, this.read(name))) { this.form[name] = texts[0].value; }
    }
    if (told.discarded) { rules.touched(this.draft).forEach((name) => rules.touch(this.draft, name)); }
  }
  decide(name, adopted) {
    const text = this.draft.fields[name].others[0];
    if (adopted) { this.form[name] = text.value; }
    rules.settle(this.draft.fields[name], text);
    rules.touch(this.draft, name);
    return this;
  }
  /* what stays in the browser when it is closed: key and content of its outbox */
  close() {
    return [rules.outbox(this.draft, USER), rules.body(this.draft, this.read)];
  }
}
