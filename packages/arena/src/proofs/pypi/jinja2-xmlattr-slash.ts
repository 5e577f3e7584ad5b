import { defineProof } from '../define-proof.ts';

/** Writes attributes with a key that ends the element and looks whether it was let through. */
export const jinja2XmlattrSlash = defineProof({
  name: 'jinja2-xmlattr-slash',
  ids: ['CVE-2024-34064', 'GHSA-h75v-3vvj-5mfj'],
  ecosystem: 'PyPI',
  package: 'jinja2',
  modules: ['jinja2'],
  alongside: { markupsafe: '2.1.5' },
  kind: 'injection_escape',
  describes: 'Writes attributes with a key that ends the element and looks whether it was let through.',
  shownOn: { vulnerable: '3.1.3', fixed: '3.1.4' },
  source: `
import jinja2


def proof(tools):
    template = jinja2.Environment(autoescape=True).from_string("<p{{ attributes|xmlattr }}>")
    try:
        written = template.render(attributes={"a/onclick": "x"})
    except ValueError:
        written = ""
    return "/onclick=" in written, template.render(attributes={"id": "x"}) == '<p id="x">'
`,
});
