/** Small lock files for the contract test, by path. */
export const samples: Readonly<Record<string, string>> = {
  'Pipfile.lock': JSON.stringify(
    {
      _meta: { hash: { sha256: '00' }, 'pipfile-spec': 6, requires: { python_version: '3.11' }, sources: [] },
      default: {
        attrs: { hashes: ['sha256:bb', 'sha256:aa'], markers: "python_version >= '3.7'", version: '==23.2.0' },
        flask: { hashes: ['sha256:cc'], index: 'main', version: '==2.3.2' },
        'own-code': { editable: true, path: '.' },
        tool: { git: 'https://token@example.test/tool.git', ref: 'beef' },
      },
      develop: {
        attrs: { version: '==23.2.0' },
        pytest: { version: '==8.1.0' },
        six: { version: '==1.16.0' },
      },
      docs: { sphinx: { version: '==7.0.0' }, six: { version: '==1.15.0' } },
      extra: { six: { version: '==1.16.0' } },
    },
    null,
    4,
  ),
  Pipfile: `[[source]]
name = "main"
url = "https://registry.example.test/simple"

[packages]
Flask = "~=2.3"
tool = {git = "https://token@example.test/tool.git", ref = "v1"}

[dev-packages]
pytest = "*"

[docs]
sphinx = {version = ">=7", extras = ["x"]}
`,
};
