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
};
