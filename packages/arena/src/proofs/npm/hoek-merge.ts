import { defineProof } from '../define-proof.ts';

/** Merges an object whose key names the prototype and looks for its property on a plain object. */
export const hoekMerge = defineProof({
  name: 'hoek-merge',
  ids: ['CVE-2018-3728', 'GHSA-jp4x-w63m-7wgm'],
  ecosystem: 'npm',
  package: 'hoek',
  kind: 'prototype_pollution',
  describes: 'Merges an object whose key names the prototype and looks for its property on a plain object.',
  shownOn: { vulnerable: '4.2.0', fixed: '4.2.1' },
  source: `
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject.merge({ a: 1 }, { b: 2 }).b === 2;
  try {
    subject.merge({}, JSON.parse('{"__proto__": {"polluted": true}}'));
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
