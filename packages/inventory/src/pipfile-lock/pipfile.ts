import type { Scope } from '@maximus/contracts';
import { tableOf } from '../json.ts';
import { type Asked, folderOf, poetryWanted, scopeOfGroup } from '../python/index.ts';
import { parseToml } from '../toml/index.ts';
import type { Problem, ProjectFiles } from '../types.ts';

/** Tables of a Pipfile that hold no packages (Pipfile specification). */
const otherTables = new Set(['source', 'requires', 'scripts', 'pipenv', 'pipfile', 'build-system', 'tool']);

/** What the Pipfile beside a lock asks for. */
export interface Pipfile {
  readonly asked: readonly Asked[] | undefined;
  readonly problems: readonly Problem[];
  readonly consumed: readonly string[];
}

/** Reads the Pipfile beside `lockPath`; one that does not parse is a problem, one that is absent is none. */
export async function readPipfile(files: ProjectFiles, lockPath: string): Promise<Pipfile> {
  const folder = folderOf(lockPath);
  const path = folder === '' ? 'Pipfile' : `${folder}/Pipfile`;
  if (!(await files.exists(path))) return { asked: undefined, problems: [], consumed: [] };
  const text = await files.read(path);
  if (!text.ok) return { asked: undefined, problems: [{ error: text.error }], consumed: [] };
  const toml = await parseToml(path, text.value);
  if (!toml.ok) return { asked: undefined, problems: [{ error: toml.error }], consumed: [path] };
  const asked: Asked[] = [];
  for (const category of Object.keys(toml.value)) {
    if (otherTables.has(category)) continue;
    const scope = scopeOfCategory(category);
    // A dependency table has the same keys as Poetry's: version, extras, git, path, markers.
    for (const [name, value] of Object.entries(tableOf(toml.value, category))) {
      for (const wanted of poetryWanted(name, value)) asked.push({ ...wanted, scope });
    }
  }
  return { asked, problems: [], consumed: [path] };
}

function scopeOfCategory(category: string): Scope {
  if (category === 'packages') return 'prod';
  return category === 'dev-packages' ? 'dev' : scopeOfGroup(category);
}
