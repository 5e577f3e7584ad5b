import { defineProof } from '../define-proof.ts';

/** Writes attributes with a key that holds a space and looks whether it became a second attribute. */
export const jinja2Xmlattr = defineProof({
  name: 'jinja2-xmlattr',
  ids: ['CVE-2024-22195', 'GHSA-h5c8-rqwp-cp95', 'PYSEC-2024-271'],
  ecosystem: 'PyPI',
  package: 'jinja2',
  modules: ['jinja2'],
  alongside: { markupsafe: '2.1.5' },
  kind: 'injection_escape',
  describes: 'Writes attributes with a key that holds a space and looks whether it became a second attribute.',
  shownOn: { vulnerable: '3.1.2', fixed: '3.1.3' },
  source: `
import jinja2


def proof(tools):
    template = jinja2.Environment(autoescape=True).from_string("<p{{ attributes|xmlattr }}>")
    try:
        written = template.render(attributes={"a onclick": "x"})
    except ValueError:
        written = ""
    return " onclick=" in written, template.render(attributes={"id": "x"}) == '<p id="x">'
`,
});
