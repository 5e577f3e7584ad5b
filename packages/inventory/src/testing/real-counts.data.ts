/** What a real file holds, counted apart from the parsers. */
export interface RealCount {
  /** Distinct packages with their versions; the project'"'"'s own code is none. */
  readonly components: number;
  /** Of them, asked for by a manifest of the project. */
  readonly direct?: number;
  /** Of them, without a version. */
  readonly unpinned?: number;
}

/**
 * Counts by path in projects.tar.gz. Python files, by python 3.11: uv.lock and poetry.lock with tomllib (`package` without
 * entries whose source is virtual, editable or a directory; direct are names of the members'"'"' tables or of pyproject.toml),
 * Pipfile.lock with json (distinct pairs of name and version over the categories; direct by the names in Pipfile),
 * requirements with grep (lines that are no comment, option or bare address; unpinned without a single `==`).
 */
export const realCounts: Readonly<Record<string, RealCount>> = {
};
