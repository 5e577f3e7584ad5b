import { defineProof } from '../define-proof.ts';

/** Takes the folder of a glob of very many slashes and takes the time. */
export const globParentTime = defineProof({
  name: 'glob-parent-time',
  ids: ['CVE-2020-28469', 'GHSA-ww39-953v-wcq6'],
  ecosystem: 'npm',
  package: 'glob-parent',
  kind: 'redos',
  describes: 'Takes the folder of a glob of very many slashes and takes the time.',
  shownOn: { vulnerable: '5.1.1', fixed: '5.1.2' },
  source: `
module.exports = ({ load, cpuMs }) => {
  const subject = load();
  const answers = subject('a/b/*.js') === 'a/b';
  const reproduced =
    cpuMs(() => {
      try {
        subject('{' + '/'.repeat(3_000));
      } catch {
        // Refusing is an answer as well.
      }
    }) > 1_000;
  return { reproduced, answers };
};
`,
});
