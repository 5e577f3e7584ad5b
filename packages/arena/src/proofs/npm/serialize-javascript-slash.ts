import { defineProof } from '../define-proof.ts';

/** Writes a pattern that ends a script element and looks whether its end is escaped. */
export const serializeJavascriptSlash = defineProof({
  name: 'serialize-javascript-slash',
  ids: ['CVE-2019-16769', 'GHSA-h9rv-jmmf-4pgx'],
  ecosystem: 'npm',
  package: 'serialize-javascript',
  kind: 'injection_escape',
  describes: 'Writes a pattern that ends a script element and looks whether its end is escaped.',
  shownOn: { vulnerable: '2.1.0', fixed: '2.1.1' },
  source: `
module.exports = ({ load }) => {
  const serialize = load();
  return { reproduced: serialize(/[</script>]/).includes('</script>'), answers: serialize({ a: 1 }) === '{"a":1}' };
};
`,
});
