/* Stylelint rule: no property, value, function, selector or at-rule that is newer than the oldest browser. `allowed`
   are those whose absence changes nothing but a colour or a line. */
import valueParser from 'postcss-value-parser';
import stylelint from 'stylelint';

import { data, earliest, FLOOR, isNewer, subfeatures } from './floor.js';

const ruleName = 'zj/floor';
const { properties, selectors, types, 'at-rules': atRules } = data.css;
const messages = stylelint.utils.ruleMessages(ruleName, { rejected: (name) => `Chromium ${FLOOR} does not know “${name}”` });
const PSEUDO = /::?([a-z][\w-]+)/g, FEATURE = /\(\s*([\w-]+)\s*[:)]/g, NEW_UNIT = /^[\d.+-]+(?:[dsl]v(?:[hwib]|min|max)|cq(?:[wibh]|min|max)|lh|rlh|cap)$/;

/* functions and types are spread over the data: by name, the earliest counts */
const nested = (node) => subfeatures(node).flatMap(([name, one]) => [[name, one], ...nested(one)]);
const FUNCTIONS = earliest(nested(types).concat(subfeatures(properties).flatMap(([, one]) => subfeatures(one))));

function newInValue(property, text) {
  const found = [];
  valueParser(text).walk(({ type, value }) => {
    if (type === 'function' && FUNCTIONS.get(value) > FLOOR) { found.push(`${value}()`); }
    if (type === 'word' && NEW_UNIT.test(value)) { found.push(value); }
    if (type === 'word' && isNewer(properties[property]?.[value])) { found.push(`${property}: ${value}`); }
    return type !== 'function' || value !== 'url';
  });
  return found;
}
function ofDeclaration({ prop, value, parent }) {
  if (parent.type === 'atrule' && atRules[parent.name]?.[prop]) { return isNewer(atRules[parent.name][prop]) ? [prop] : []; }
  return [...(isNewer(properties[prop]) ? [prop] : []), ...newInValue(prop, value)];
}
function ofRule({ selector, parent }) {
  const found = [...selector.matchAll(PSEUDO)].filter(([, name]) => isNewer(selectors[name])).map(([pseudo]) => pseudo);
  return parent.type === 'rule' ? [...found, 'nesting'] : found;
}
function ofAtRule({ name, params }) {
  if (isNewer(atRules[name])) { return [`@${name}`]; }
  return [...params.matchAll(FEATURE)].filter(([, feature]) => isNewer(atRules[name]?.[feature])).map(([, feature]) => feature);
}

/* a property that is allowed is allowed with its values */
const isAllowed = (allowed, name) => allowed.includes(name) || allowed.includes(name.split(': ')[0]);

const rule = (primary, { allowed = [] } = {}) => (root, result) => {
  function judge(node, found) {
    found.filter((name) => !isAllowed(allowed, name)).forEach((name) => stylelint.utils.report({
      ruleName, result, node, message: messages.rejected(name)
    }));
  }
  root.walkDecls((node) => { if (!node.prop.startsWith('-')) { judge(node, ofDeclaration(node)); } });
  root.walkRules((node) => judge(node, ofRule(node)));
  root.walkAtRules((node) => judge(node, ofAtRule(node)));
};
rule.ruleName = ruleName;
rule.messages = messages;
export default stylelint.createPlugin(ruleName, rule);
