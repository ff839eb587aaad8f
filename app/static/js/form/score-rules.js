/* How a project is scored: what items lose, what the sheet leaves, the grade, the arithmetic in words. No page, no
   network; points are whole tenths, scores whole hundredths, and the server counts everything again. */

import { numberText } from './typed-text.js';

export const STEP = 5, FULL = 10000, MOST_TIMES = 99;

/* A fraction of whole numbers that are not negative, half up; null of nothing. */
export const ratio = (over, under) => (under ? Math.floor((2 * over + under) / (2 * under)) : null);

/* Whole tenths of what was typed; null of what is no number with at most one decimal. */
export function tenths(text) {
  const figure = numberText(text);
  return figure !== null && /^\d{1,4}(\.\d)?$/.test(figure) ? Math.round(Number(figure) * 10) : null;
}
/* How often, as typed: 1 where nothing was, null of what is no such number. */
export function times(text) {
  const figure = numberText(text);
  if (!text.trim()) { return 1; }
  const count = figure !== null && /^\d{1,2}$/.test(figure) ? Number(figure) : 0;
  return count >= 1 && count <= MOST_TIMES ? count : null;
}
export const isStep = (value, most) => value > 0 && value <= most && value % STEP === 0;
/* a value that is not the one of the sheet says why */
export const isOther = (value, points, count, most) => value !== valueOf(points, count, most);
export const valueOf = (points, count, most) => Math.min(points * count, most);

const plain = (whole, unit) => String(whole / unit);
export const shownTenths = (value) => plain(value, 10);
export const shownScore = (score) => (score === null ? '—' : (score / 100).toFixed(2));

/* `items` are { key, section, most }, `found` what is ticked: { item, points, count, value }, `out` the items that are
   不适用. What each item and section lost, what applies, what is left, and the score. */
export function scoreOf(items, found, out = []) {
  const cuts = {}, sections = {};
  let most = 0, gone = 0;
  items.forEach((item) => {
    const isOut = out.includes(item.key);
    const sum = found.filter((one) => one.item === item.key).reduce((all, one) => all + one.value, 0);
    const section = sections[item.section] || { most: 0, cut: 0 }, worth = isOut ? 0 : item.most;
    cuts[item.key] = Math.min(sum, worth);
    sections[item.section] = { most: section.most + worth, cut: section.cut + cuts[item.key] };
    most += worth;
    gone += cuts[item.key];
  });
  return { cuts, sections, most, earned: most - gone, score: ratio((most - gone) * FULL, most) };
}
/* The place of the grade, the best first: `least` are the least scores of all but the last. */
export function gradeOf(score, least, isVetoed) {
  const place = least.findIndex((one) => score >= one * 100);
  return isVetoed || place < 0 ? least.length : place;
}

const term = (one) => (one.value === one.points * one.count ? `${shownTenths(one.points)}×${one.count}` : shownTenths(one.value));
function terms(items, found, out, capped) {
  return items.filter((item) => !out.includes(item.key)).flatMap((item) => {
    const own = found.filter((one) => one.item === item.key);
    const sum = own.reduce((all, one) => all + one.value, 0);
    return sum > item.most ? [capped.replace('{n}', shownTenths(item.most))] : own.map(term);
  });
}
/* 100 − (2×1 + 3×1) = 95; `capped` says that an item can lose no more. */
export function arithmetic(items, found, out, capped) {
  const { most, score } = scoreOf(items, found, out), cuts = terms(items, found, out, capped).join(' + ');
  const base = shownTenths(most), left = cuts ? `${base} − (${cuts})` : base, came = plain(score || 0, 100);
  if (most * 10 !== FULL) { return `(${left}) ÷ ${base} × 100 = ${came}`; }
  return cuts ? `${left} = ${came}` : left;
}
