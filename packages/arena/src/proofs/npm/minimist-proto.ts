import { defineProof } from '../define-proof.ts';

/** Parses an option that names the prototype and looks for its property on a plain object. */
export const minimistProto = defineProof({
  name: 'minimist-proto',
  ids: ['CVE-2020-7598', 'GHSA-vh95-rmgr-6w4m'],
  ecosystem: 'npm',
  package: 'minimist',
  kind: 'prototype_pollution',
  describes: 'Parses an option that names the prototype and looks for its property on a plain object.',
  shownOn: { vulnerable: '1.2.0', fixed: '1.2.3' },
  source: `
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject(['--a.b', '2']).a.b === 2;
  try {
    subject(['--__proto__.polluted', 'yes']);
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
