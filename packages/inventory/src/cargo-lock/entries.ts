import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, ownString } from '../json.ts';
import { createProblemList } from '../problem-list/index.ts';
import { headerLines, parseToml } from '../toml/index.ts';
import type { Problem } from '../types.ts';

/** One `[[package]]` of a Cargo.lock. */
export interface LockedCrate {
  readonly name: string;
  readonly version: string;
  /** `registry+URL`, `sparse+URL`, `git+URL#revision`; absent for a package that is in the tree. */
  readonly source?: string;
  readonly checksum?: string;
  /** `name`, `name version` or `name version (source)`. */
  readonly dependencies: readonly string[];
  /** The package that stands in for this one (`[replace]` of a manifest). */
  readonly replace?: string;
  readonly line?: number;
}

/** A Cargo.lock as data. */
export interface LockedCrates {
  readonly crates: readonly LockedCrate[];
  readonly problems: readonly Problem[];
}

/** The newest format version that this reader knows. */
const newest = 4;

/**
 * Reads the entries of a Cargo.lock. Version 1 keeps its checksums in `[metadata]`, and before it the root package was a
 * table `[root]`. Fails with `inventory.malformed` or `too_deep`.
 */
export async function readCrates(path: string, text: string): Promise<Result<LockedCrates>> {
  const toml = await parseToml(path, text);
  if (!toml.ok) return toml;
  if (['package', 'root', 'version'].every((key) => own(toml.value, key) === undefined)) {
    return fail(errors.malformed('neither a version nor packages', { file: path, line: 1 }));
  }
  const list = own(toml.value, 'package') ?? [];
  if (!Array.isArray(list))
    return fail(errors.malformed('"package" is not an array of tables', { file: path, line: 1 }));
  const problems = createProblemList();
  const version = own(toml.value, 'version') ?? 1;
  if (typeof version !== 'number' || version > newest) {
    const said = `lock file version ${JSON.stringify(version).slice(0, 20)} is not known; read as ${newest}`;
    problems.add('version', () => errors.unsupported_version(said, { file: path, line: 1 }));
  }
  const lines = headerLines(text, 'package');
  const checksums = metadataChecksums(toml.value);
  const crates: LockedCrate[] = [];
  const root = own(toml.value, 'root');
  const entries: unknown[] = root === undefined ? list : [...list, root];
  for (const [at, entry] of entries.entries()) {
    const line = lines[at];
    const crate = readCrate(entry, line, checksums);
    if (crate !== undefined) crates.push(crate);
    else {
      const where = line === undefined ? { file: path } : { file: path, line };
      problems.add('entry', () => errors.malformed('a package without name or version', where));
    }
  }
  return ok({ crates, problems: problems.list() });
}

function readCrate(
  entry: unknown,
  line: number | undefined,
  checksums: ReadonlyMap<string, string>,
): LockedCrate | undefined {
  if (!isRecord(entry)) return undefined;
  const name = ownString(entry, 'name');
  const version = ownString(entry, 'version');
  if (name === undefined || name === '' || version === undefined || version === '') return undefined;
  const source = ownString(entry, 'source');
  const checksum = ownString(entry, 'checksum') ?? checksums.get(`${name} ${version} (${source ?? ''})`);
  const replace = ownString(entry, 'replace');
  const dependencies = own(entry, 'dependencies');
  return {
    name,
    version,
    dependencies: Array.isArray(dependencies) ? dependencies.filter((each) => typeof each === 'string') : [],
    ...(source === undefined ? {} : { source }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(replace === undefined ? {} : { replace }),
    ...(line === undefined ? {} : { line }),
  };
}

/** `"checksum name version (source)" = "…"`, by what stands after the first word. */
function metadataChecksums(toml: Record<string, unknown>): ReadonlyMap<string, string> {
  const metadata = own(toml, 'metadata');
  const checksums = new Map<string, string>();
  if (!isRecord(metadata)) return checksums;
  for (const [key, value] of Object.entries(metadata)) {
    if (key.startsWith('checksum ') && typeof value === 'string' && value !== '<none>') {
      checksums.set(key.slice('checksum '.length), value);
    }
  }
  return checksums;
}
