import { defineProof } from '../define-proof.ts';

/** Signs by a shared secret that is the text of a public key and looks whether that is refused. */
export const pyjwtSshKey = defineProof({
  name: 'pyjwt-ssh-key',
  ids: ['CVE-2022-29217', 'GHSA-ffqj-6fqr-9h24', 'PYSEC-2022-202'],
  ecosystem: 'PyPI',
  package: 'pyjwt',
  modules: ['jwt'],
  kind: 'parser_acceptance',
  describes: 'Signs by a shared secret that is the text of a public key and looks whether that is refused.',
  shownOn: { vulnerable: '2.3.0', fixed: '2.4.0' },
  source: `
import jwt


def proof(tools):
    key = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    try:
        accepted = bool(jwt.encode({"a": 1}, key, algorithm="HS256"))
    except jwt.exceptions.InvalidKeyError:
        accepted = False
    token = jwt.encode({"a": 1}, "a plain shared secret of some length", algorithm="HS256")
    return accepted, jwt.decode(token, "a plain shared secret of some length", algorithms=["HS256"]) == {"a": 1}
`,
});
