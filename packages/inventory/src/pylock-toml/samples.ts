/** A lock with an extra, a group, edges, an archive and the project's own code, by path. */
export const samples: Readonly<Record<string, string>> = {
  'pylock.toml': `lock-version = "1.0"
created-by = "example"
requires-python = ">=3.9"
extras = ["fast"]
dependency-groups = ["dev", "worker"]
default-groups = []

[[packages]]
name = "attrs"
version = "25.1.0"
dependencies = [{ name = "numpy", version = "2.0.0" }]
sdist = { name = "attrs-25.1.0.tar.gz", hashes = { sha256 = "a1" } }
wheels = [{ name = "attrs-25.1.0-py3-none-any.whl", hashes = { sha256 = "a2" } }]

[[packages]]
name = "numpy"
version = "1.26.4"
marker = "python_version < '3.12' and 'fast' in extras"

[[packages]]
name = "numpy"
version = "2.0.0"
marker = "python_version >= '3.12' or (os_name == \\"nt\\" and 'fast' in extras)"

[[packages]]
name = "pytest"
version = "8.1.0"
marker = "'dev' in dependency_groups"

[[packages]]
name = "celery"
version = "5.3.6"
marker = "'worker' in dependency_groups and 'dev' not in dependency_groups"

[[packages]]
name = "wheel-only"
archive = { url = "https://example.test/wheel_only-3.0-py3-none-any.whl?token=secret", hashes = { sha256 = "b1" } }

[[packages]]
name = "repo"
version = "1.0"
vcs = { type = "git", url = "https://example.test/repo", commit-id = "cafe" }

[[packages]]
name = "own"
directory = { path = ".", editable = true }
dependencies = [{ name = "attrs" }]
`,
  'bare/pylock.dev.toml': `lock-version = "1.0"
created-by = "example"
[[packages]]
name = "a"
version = "1.0"
[[packages]]
name = "b"
version = "2.0"
marker = "not a marker ("
`,
};
