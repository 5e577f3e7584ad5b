import { defineProof } from '../define-proof.ts';

/** Looks a file up in a folder whose name only begins like that of the served one, both in the temporary folder. */
export const starletteStaticPath = defineProof({
  name: 'starlette-static-path',
  ids: ['CVE-2023-29159', 'GHSA-v5gw-mw7f-84px', 'PYSEC-2023-83'],
  ecosystem: 'PyPI',
  package: 'starlette',
  modules: ['starlette'],
  alongside: { anyio: '3.7.1', sniffio: '1.3.1', idna: '3.7' },
  kind: 'path_resolution',
  describes:
    'Looks a file up in a folder whose name only begins like that of the served one, both in the temporary folder.',
  shownOn: { vulnerable: '0.26.1', fixed: '0.27.0' },
  source: `
from starlette.staticfiles import StaticFiles


def proof(tools):
    tools.write("static/index.txt", "public")
    tools.write("static-private/key.txt", "private")
    served = StaticFiles(directory=tools.folder + "/static")
    path, found = served.lookup_path("../static-private/key.txt")
    good, there = served.lookup_path("index.txt")
    return found is not None, there is not None
`,
});
