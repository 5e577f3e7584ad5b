import { defineProof } from '../define-proof.ts';

/** Parses a key that names the prototype and looks whether the result inherits from it. */
export const json5Proto = defineProof({
  name: 'json5-proto',
  ids: ['CVE-2022-46175', 'GHSA-9c47-m6qq-7p4h'],
  ecosystem: 'npm',
  package: 'json5',
  kind: 'parser_acceptance',
  describes: 'Parses a key that names the prototype and looks whether the result inherits from it.',
  shownOn: { vulnerable: '2.2.1', fixed: '2.2.2' },
  source: `
module.exports = ({ load }) => {
  const json5 = load();
  const read = json5.parse('{"__proto__": {"polluted": true}}');
  return { reproduced: read.polluted === true && !Object.hasOwn(read, 'polluted'), answers: json5.parse('{a: 1,}').a === 1 };
};
`,
});
