/** What a real file holds, counted apart from the parsers. */
export interface RealCount {
  /** Distinct packages with their versions; the project's own code is none. */
  readonly components: number;
  /** Of them, asked for by a manifest of the project. */
  readonly direct?: number;
  /** Of them, without a version. */
  readonly unpinned?: number;
}

/**
 * Counts by path in projects.tar.gz. Python files, by python 3.11: uv.lock and poetry.lock with tomllib (`package` without
 * entries whose source is virtual, editable or a directory; direct are names of the members' tables or of pyproject.toml),
 * Pipfile.lock with json (distinct pairs of name and version over the categories; direct by the names in Pipfile),
 * requirements with grep (lines that are no comment, option or bare address; unpinned without a single `==`).
 *
 * go.mod, by `go mod edit -json` (requirements, plus one for the standard library; direct without `Indirect`) and, before go
 * 1.17, awk over go.sum (modules with a zip hash that are not required; their versions by `go list -m all` for govwa and
 * gogs). Cargo.lock, by python's tomllib (`package` with a source; direct named by one without). pom.xml, by the effective
 * model of Maven 3.8.7's own ModelBuilder without modules of the build. gradle.lockfile, by grep; direct in build.gradle.
 *
 * JavaScript, PHP, .NET and Elixir, by python 3.11: yarn 1, lines at the margin that end in a colon, without `@file:` and
 * `@link:` (direct: patterns that package.json or an own folder asks for, or that no entry and no resolution names);
 * pnpm-lock.yaml, keys of `snapshots`, else `packages`, by indent, without `type: directory` (direct: aliases and versions of
 * the importers); bun.lock, by re, lines that open an entry (direct: names in `workspaces`); composer.lock with json, both
 * lists (direct: names with a vendor in composer.json); packages.lock.json with json, entries that are no project (direct:
 * type Direct and what projects ask for); mix.lock by re (direct: in mix.exs, or asked for by no entry).
 */
export const realCounts: Readonly<Record<string, RealCount>> = {
  'DataDog__guarddog/ca8b5b43d1/poetry.lock': { components: 67, direct: 26 },
  'DataDog__guarddog/ca8b5b43d1/uv.lock': { components: 28, direct: 17 },
  'anxolerd__dvpwa/a1d8f89fac/requirements.txt': { components: 18, direct: 8 },
  'dolevf__Damn-Vulnerable-GraphQL-Application/a961308c02/requirements.txt': { components: 46, direct: 46 },
  'getredash__redash/965db26cab/requirements.txt': { components: 61, direct: 61, unpinned: 3 },
  'getredash__redash/965db26cab/requirements_all_ds.txt': { components: 42, direct: 42, unpinned: 11 },
  'getredash__redash/9b29f26217/poetry.lock': { components: 231, direct: 122 },
  'getredash__redash/ca79fe988d/uv.lock': { components: 238, direct: 131 },
  'we45__DVFaaS-Damn-Vulnerable-Functions-as-a-Service/061116ea3e/Pipfile.lock': { components: 32, direct: 7 },
  'we45__DVFaaS-Damn-Vulnerable-Functions-as-a-Service/061116ea3e/insecure_deserialization/insecure-deserialization/requirements.txt':
    { components: 1, direct: 1, unpinned: 1 },
  '0c34__govwa/4058f79f31/go.mod': { components: 20, direct: 4 },
  'BurntSushi__ripgrep/3de31f7527/Cargo.lock': { components: 65, direct: 30 },
  'BurntSushi__ripgrep/3fce3b5bb0/Cargo.lock': { components: 52, direct: 29 },
  'DataDog__vulnerable-java-application/eda3f31f8b/gradle.lockfile': { components: 68, direct: 5 },
  'gogs__gogs/158dd33a25/go.mod': { components: 94, direct: 50 },
  'gogs__gogs/eb1054e543/go.mod': { components: 149, direct: 60 },
  'grafana__loki/c90366dbe7/go.mod': { components: 310, direct: 67 },
  'henrygd__beszel/f1e5797c76/go.mod': { components: 59, direct: 22 },
  'rust-lang__crates.io/57fa000662/Cargo.lock': { components: 850, direct: 96 },
  'rust-lang__crates.io/8cdaa9bc4e/Cargo.lock': { components: 308, direct: 56 },
  'snyk-labs__java-goof/f5719ae0f7/log4shell-goof/log4shell-client/pom.xml': { components: 2, direct: 2 },
  'snyk-labs__java-goof/f5719ae0f7/log4shell-goof/log4shell-server/pom.xml': { components: 5, direct: 5 },
  'snyk-labs__java-goof/f5719ae0f7/log4shell-goof/pom.xml': { components: 0, direct: 0 },
  'snyk-labs__java-goof/f5719ae0f7/pom.xml': { components: 0, direct: 0 },
  'snyk-labs__java-goof/f5719ae0f7/todolist-goof/pom.xml': { components: 3, direct: 3 },
  'snyk-labs__java-goof/f5719ae0f7/todolist-goof/todolist-core/pom.xml': { components: 16, direct: 16 },
  'snyk-labs__java-goof/f5719ae0f7/todolist-goof/todolist-web-common/pom.xml': { components: 10, direct: 10 },
  'snyk-labs__java-goof/f5719ae0f7/todolist-goof/todolist-web-struts/pom.xml': { components: 10, direct: 10 },
  'excalidraw__excalidraw/15f02ba191/yarn.lock': { components: 1945, direct: 43 },
  'excalidraw__excalidraw/4872083c04/yarn.lock': { components: 1444, direct: 99 },
  'getredash__redash/965db26cab/yarn.lock': { components: 2188, direct: 118 },
  'getredash__redash/9b29f26217/yarn.lock': { components: 2057, direct: 116 },
  'getredash__redash/ca79fe988d/pnpm-lock.yaml': { components: 2002, direct: 138 },
  'TanStack__query/7515e19877/pnpm-lock.yaml': { components: 1960, direct: 170 },
  'TanStack__query/6400e444ea/pnpm-lock.yaml': { components: 3928, direct: 158 },
  'vitest-dev__vitest/b40fb60ced/pnpm-lock.yaml': { components: 2257, direct: 160 },
  'vitest-dev__vitest/158c4bb056/pnpm-lock.yaml': { components: 2720, direct: 253 },
  'unjs__unstorage/3b4b32d6ba/pnpm-lock.yaml': { components: 687, direct: 32 },
  'honojs__hono/28a9c12891/bun.lock': { components: 1152, direct: 24 },
  'henrygd__beszel/f1e5797c76/internal/site/bun.lock': { components: 464, direct: 52 },
  'rust-lang__crates.io/57fa000662/pnpm-lock.yaml': { components: 916, direct: 76 },
  'BookStackApp__BookStack/71e7dd5894/composer.lock': { components: 134, direct: 28 },
  'BookStackApp__BookStack/6f1c54d018/composer.lock': { components: 147, direct: 32 },
  'bitwarden__server/32de19843d/src/Core/packages.lock.json': { components: 282, direct: 34 },
  'bitwarden__server/32de19843d/src/Api/packages.lock.json': { components: 310, direct: 45 },
  'bitwarden__server/32de19843d/src/Admin/packages.lock.json': { components: 319, direct: 46 },
  'bitwarden__server/ac309aa19e/src/Core/packages.lock.json': { components: 140, direct: 49 },
  'bitwarden__server/ac309aa19e/src/Api/packages.lock.json': { components: 153, direct: 71 },
  'phoenixframework__phoenix/167c46950c/mix.lock': { components: 40, direct: 23 },
};
