/* ESLint rule: no global and no member that is newer than the oldest browser. A linter sees no types, so a member is
   refused where nothing in a browser had one of this name before; `ours` are names that our own objects have, too:
   these may be read, but not called. */
import { data, earliest, FLOOR, isNewer, subfeatures } from './floor.js';

const GLOBALS = { ...data.javascript.builtins, ...data.api };
const MEMBERS = earliest(Object.values(GLOBALS).flatMap(subfeatures));

const nameOf = (property, computed) => (computed ? property.value : property.name);
const message = 'Chromium {{floor}} does not know “{{name}}”.';

const floor = {
  meta: { type: 'problem', schema: [{ type: 'object', properties: { ours: { type: 'array' } } }], messages: { newer: message } },
  create(context) {
    const ours = new Set(context.options[0]?.ours);
    const report = (node, name) => context.report({ node, messageId: 'newer', data: { name, floor: FLOOR } });
    function member(node, name, isCalled) {
      if (MEMBERS.get(name) > FLOOR && (isCalled || !ours.has(name))) { report(node, name); }
    }
    return {
      MemberExpression(node) {
        member(node.property, nameOf(node.property, node.computed), node.parent.callee === node);
      },
      'ObjectPattern > Property'(node) { member(node.key, nameOf(node.key, node.computed), false); },
      'Program:exit'(node) {
        context.sourceCode.getScope(node).through
          .filter(({ identifier: { name } }) => Object.hasOwn(GLOBALS, name) && isNewer(GLOBALS[name]))
          .forEach(({ identifier }) => report(identifier, identifier.name));
      }
    };
  }
};
export default { rules: { floor } };
