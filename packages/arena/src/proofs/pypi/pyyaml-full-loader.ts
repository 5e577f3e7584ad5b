import { defineProof } from '../define-proof.ts';

/** Loads a document that asks for a Python object to be made and looks whether the loader makes it. */
export const pyyamlFullLoader = defineProof({
  name: 'pyyaml-full-loader',
  ids: ['CVE-2020-14343', 'GHSA-8q59-q68h-6hv4', 'PYSEC-2021-142'],
  ecosystem: 'PyPI',
  package: 'pyyaml',
  modules: ['yaml'],
  kind: 'deserialisation',
  describes: 'Loads a document that asks for a Python object to be made and looks whether the loader makes it.',
  shownOn: { vulnerable: '5.3.1', fixed: '5.4' },
  source: `
import yaml


def proof(tools):
    try:
        made = yaml.load("!!python/object/new:tuple [[1, 2]]", Loader=yaml.FullLoader)
    except yaml.YAMLError:
        made = None
    return made == (1, 2), yaml.safe_load("a: 1") == {"a": 1}
`,
});
