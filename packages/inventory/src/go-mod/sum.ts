import { errors } from '../errors.ts';
import type { Problem } from '../types.ts';

/** The hashes that go.sum holds of one module. */
export interface ModuleSums {
  /** Version → hash of the module's zip: its code was needed. */
  readonly zips: Map<string, string>;
  /** Every version whose go.mod was read while the graph was built; those of `zips` are among them. */
  readonly seen: Set<string>;
  /** Line of the first entry. */
  readonly line: number;
}

/** go.sum by module path. */
export interface Sums {
  readonly modules: ReadonlyMap<string, ModuleSums>;
  readonly problems: readonly Problem[];
}

/** Reads go.sum; lines that are not `path version[/go.mod] hash` become one problem with their count. */
export function readSums(path: string, text: string): Sums {
  const modules = new Map<string, ModuleSums>();
  let bad = 0;
  let firstBad = 0;
  let line = 0;
  for (const raw of text.split('\n')) {
    line++;
    const fields = raw.trim().split(/\s+/);
    const [name, stated, hash] = fields;
    if (name === '' && fields.length === 1) continue;
    if (name === undefined || stated === undefined || hash === undefined || fields.length !== 3) {
      if (bad++ === 0) firstBad = line;
      continue;
    }
    const module = modules.get(name) ?? { zips: new Map(), seen: new Set(), line };
    modules.set(name, module);
    const isModFile = stated.endsWith('/go.mod');
    const version = isModFile ? stated.slice(0, -'/go.mod'.length) : stated;
    module.seen.add(version);
    if (!isModFile) module.zips.set(version, hash);
  }
  if (bad === 0) return { modules, problems: [] };
  const error = errors.malformed(`${bad} line${bad === 1 ? ' is' : 's are'} not "module version hash"`, {
    file: path,
    line: firstBad,
  });
  return { modules, problems: [{ error, count: bad }] };
}
