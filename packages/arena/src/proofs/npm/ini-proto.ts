import { defineProof } from '../define-proof.ts';

/** Parses a section that names the prototype and looks for its property on a plain object. */
export const iniProto = defineProof({
  name: 'ini-proto',
  ids: ['CVE-2020-7788', 'GHSA-qqgx-2p2h-9c37'],
  ecosystem: 'npm',
  package: 'ini',
  kind: 'prototype_pollution',
  describes: 'Parses a section that names the prototype and looks for its property on a plain object.',
  shownOn: { vulnerable: '1.3.5', fixed: '1.3.6' },
  source: String.raw`
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject.parse('[a]\nb = 2\n').a.b === '2';
  try {
    subject.parse('[__proto__]\npolluted = yes\n');
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
