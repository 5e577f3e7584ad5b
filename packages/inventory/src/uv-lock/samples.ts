/** Small lock files for the contract test, by path: a workspace of two members with an extra, groups and a fork. */
export const samples: Readonly<Record<string, string>> = {
  'uv.lock': `version = 1
revision = 2
requires-python = ">=3.9"
resolution-markers = ["python_full_version >= '3.12'", "python_full_version < '3.12'"]

[manifest]
members = ["app", "lib"]
overrides = [{ name = "idna", specifier = "==3.4" }]

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "lib" },
    { name = "requests", extra = ["socks"] },
]

[package.optional-dependencies]
fast = [
    { name = "numpy", version = "1.26.4", source = { registry = "https://registry.example.test/simple" }, marker = "python_full_version < '3.12'" },
    { name = "numpy", version = "2.0.0", source = { registry = "https://registry.example.test/simple" }, marker = "python_full_version >= '3.12'" },
]

[package.dev-dependencies]
dev = [{ name = "pytest" }]
worker = [{ name = "tool" }]

[package.metadata]
requires-dist = [
    { name = "lib", editable = "lib" },
    { name = "numpy", marker = "extra == 'fast'", specifier = ">=1.26" },
    { name = "requests", extras = ["socks"], specifier = ">=2,<3" },
]

[package.metadata.requires-dev]
dev = [{ name = "pytest", specifier = "~=8.0" }]
worker = [{ name = "tool", git = "https://example.test/tool" }]

[[package]]
name = "lib"
source = { editable = "lib" }
dependencies = [{ name = "idna" }]

[[package]]
name = "idna"
version = "3.4"
source = { registry = "https://registry.example.test/simple" }
sdist = { url = "https://registry.example.test/idna-3.4.tar.gz", hash = "sha256:aa01", size = 1 }
wheels = [
    { url = "https://registry.example.test/idna-3.4-py3-none-any.whl", hash = "sha256:aa02", size = 1 },
]

[[package]]
name = "numpy"
version = "1.26.4"
source = { registry = "https://registry.example.test/simple" }
resolution-markers = ["python_full_version < '3.12'"]
wheels = [{ url = "https://registry.example.test/numpy-1.26.4-cp311.whl", hash = "sha256:bb01" }]

[[package]]
name = "numpy"
version = "2.0.0"
source = { registry = "https://registry.example.test/simple" }
resolution-markers = ["python_full_version >= '3.12'"]

[[package]]
name = "pysocks"
version = "1.7.1"
source = { registry = "https://registry.example.test/simple" }

[[package]]
name = "pytest"
version = "8.1.0"
source = { registry = "https://registry.example.test/simple" }

[[package]]
name = "requests"
version = "2.31.0"
source = { registry = "https://registry.example.test/simple" }
dependencies = [{ name = "idna" }]

[package.optional-dependencies]
socks = [{ name = "pysocks" }]

[[package]]
name = "tool"
version = "0.2.0"
source = { git = "https://user:secret@example.test/tool?rev=v0.2#0123abcd" }
`,
  'script.py.lock': `version = 1

[manifest]
requirements = [{ name = "rich", specifier = ">=13" }]

[[package]]
name = "rich"
version = "13.7.0"
source = { registry = "https://registry.example.test/simple" }
`,
};
