/* Figures as people type them: read, checked, added up and shown. No page; the server computes everything again. */

import { hasStrayComma, numberText } from './typed-text.js';

const SHAPES = { count: /^\d+$/, amount: /^\d+(\.\d{1,2})?$/ }, LIMITS = { count: 1e7, amount: 1e8 };
const FLOWS = { carried: 1, new: 1, completed: -1, ended: -1 };
const BUILDINGS = ['housing', 'public', 'industrial'];
const MEASURES = ['projects', 'units', 'area', 'length', 'cost'];

/* What is wrong with a count or an amount: 'count', 'amount', 'straycomma', 'toolarge', or nothing. */
export function fault(kind, text) {
  const figure = numberText(text);
  if (figure === null) { return hasStrayComma(text) ? 'straycomma' : kind; }
  if (!SHAPES[kind].test(figure)) { return kind; }
  return Number(figure) < LIMITS[kind] ? '' : 'toolarge';
}
/* Whole hundredths, so that 0.1 + 0.2 is 0.3; what is no amount is 0. */
export function hundredths(text) {
  const figure = numberText(text) || '';
  return SHAPES.amount.test(figure) ? Math.round(Number(figure) * 100) : 0;
}
export function shown(value, kind) {
  const amount = Math.abs(value) / 100;
  return (value < 0 ? '−' : '') + (kind === 'count' ? String(amount) : amount.toFixed(2));
}
/* A quotient of whole numbers rounded half up, as the server does it. */
function rounded(part, whole) {
  const size = Math.floor((2 * Math.abs(part) + whole) / (2 * whole));
  return part < 0 ? -size : size;
}
export const share = (part, whole) => (whole ? `${(rounded(1000 * part, whole) / 10).toFixed(1)}%` : '—');
export const average = (value, people) => (people ? shown(rounded(value, people)) : '—');


/* 监督经费: totals, 到位率, 结余, 缺口, 人均; `typed` are the texts of the form by name. */
export function funding(typed, people) {
  const names = Object.keys(typed);
  const total = (start) => names.filter((name) => name.startsWith(start)).reduce((sum, name) => sum + hundredths(typed[name]), 0);
  const budgeted = total('budgeted_'), received = total('received_'), spent = total('spent_');
  const income = received + total('income_');
  return {
    sums: { budgeted, received, income, spent, balance: income - spent, gap: Math.max(0, budgeted - received) },
    rate: share(received, budgeted),
    aHead: average(spent, people)
  };
}
/* 监督工程: 年末在监 of every category, 小计 of buildings, 合计; 人均在监面积, 整改完成率. */
export function projects(typed, categories, certified) {
  const sums = {}, read = (name) => hundredths(typed[name] || '');
  function add(name, value) { sums[name] = (sums[name] || 0) + value; }
  MEASURES.forEach((measure) => categories.forEach((category) => Object.keys(FLOWS).forEach((flow) => {
    const value = read(`${category}-${flow}-${measure}`), left = FLOWS[flow] * value;
    add(`${category}-year_end-${measure}`, left);
    (BUILDINGS.includes(category) ? ['buildings', 'total'] : ['total']).forEach((part) => {
      add(`${part}-${flow}-${measure}`, value);
      add(`${part}-year_end-${measure}`, left);
    });
  })));
  return {
    sums,
    perPerson: average(sums['total-year_end-area'], certified),
    rectified: share(
      read('quality_rectified') + read('safety_rectified'),
      read('quality_rectifications') + read('safety_rectifications')
    )
  };
}
/* A table of given rows: `adds` are columns that add up others of the row, with their signs; all in hundredths. */
export function grid(rows, adds) {
  const totals = {};
  const cells = rows.map((texts) => {
    const row = {};
    Object.keys(texts).forEach((key) => { row[key] = hundredths(texts[key]); });
    Object.keys(adds).forEach((key) => {
      row[key] = Object.keys(adds[key]).reduce((sum, other) => sum + adds[key][other] * (row[other] || 0), 0);
    });
    Object.keys(row).forEach((key) => { totals[key] = (totals[key] || 0) + row[key]; });
    return row;
  });
  return { cells, totals };
}
/* What is left of a whole number once a total, in hundredths, has been given away. */
export const rest = (most, total) => hundredths(String(most)) - (total || 0);
