import { defineProof } from '../define-proof.ts';

/** Parses a cookie without a name and looks whether its value became a cookie of a protected name. */
export const werkzeugNamelessCookie = defineProof({
  name: 'werkzeug-nameless-cookie',
  ids: ['CVE-2023-23934', 'GHSA-px8h-6qxv-m22q', 'PYSEC-2023-57'],
  ecosystem: 'PyPI',
  package: 'werkzeug',
  modules: ['werkzeug'],
  alongside: { markupsafe: '2.1.5' },
  kind: 'parser_acceptance',
  describes: 'Parses a cookie without a name and looks whether its value became a cookie of a protected name.',
  shownOn: { vulnerable: '2.2.2', fixed: '2.2.3' },
  source: `
from werkzeug.http import parse_cookie


def proof(tools):
    odd = parse_cookie("=__Host-test=bad")
    return odd.get("__Host-test") == "bad", parse_cookie("a=b").get("a") == "b"
`,
});
