/* Whether the oldest browser that the product promises (README) knows a feature, by MDN's browser-compat-data. */
import { createRequire } from 'node:module';

export const FLOOR = 86;
export const data = createRequire(import.meta.url)('@mdn/browser-compat-data');

const statements = (node) => [node.__compat?.support.chrome ?? []].flat();
const isPlain = ({ flags, prefix, alternative_name: other }) => !flags && !prefix && !other;
const version = (text) => (text === 'preview' ? Infinity : parseFloat(String(text).replace('≤', '')));

const isGone = ({ version_removed: removed }) => !!removed && version(removed) <= FLOOR;

/* The first Chromium with a feature under its own name; null: the data does not say. */
export function since(node) {
  if (!node?.__compat) { return null; }
  const found = statements(node).filter((one) => one.version_added && isPlain(one) && !isGone(one));
  return Math.min(Infinity, ...found.map((one) => version(one.version_added)));
}
export const isNewer = (node) => since(node) > FLOOR;
export const subfeatures = (node) => Object.entries(node ?? {}).filter(([name]) => name !== '__compat');

/* The earliest Chromium of everything that bears a name, where several features do. */
export function earliest(nodes) {
  const found = new Map();
  for (const [name, node] of nodes) {
    const first = since(node);
    if (first !== null) { found.set(name, Math.min(first, found.get(name) ?? Infinity)); }
  }
  return found;
}
