import { mapAt, YamlMap } from '../block-yaml/index.ts';
import { errors } from '../errors.ts';
import { parseJson } from '../json.ts';
import { readManifest } from '../node-project/index.ts';
import { targetOfOverride } from '../npm-overrides/index.ts';
import type { ProblemList } from '../problem-list/index.ts';
import { inFolder, treePath } from '../tree-path.ts';
import type { ParseInput } from '../types.ts';

/** Projects of one workspace whose manifest is read; the largest public ones have some hundreds. */
const maxProjects = 5000;

/** Where the names that a project asked for stand; version 5 has them once more in `specifiers`. */
const sections = ['dependencies', 'optionalDependencies', 'devDependencies', 'specifiers'];

/**
 * Reports what the package.json beside each project of the lock asks for and the project there does not have. A manifest
 * that is not there is no problem, one that does not parse is. Left out: folders (`link:`, `workspace:`), what an override
 * removes (`"-"`) and, where the lock says that some are ignored, optional dependencies.
 */
export async function reportMissing(input: ParseInput, document: YamlMap, problems: ProblemList): Promise<void> {
  const removed = removedNames(document);
  const ignoresOptional = document.values.has('ignoredOptionalDependencies');
  const projects = mapAt(document, 'importers')?.values ?? new Map([['.', document]]);
  for (const [folder, project] of [...projects].slice(0, maxProjects)) {
    const base = folder === '' ? undefined : treePath(input.path, folder);
    if (base === undefined || !(project instanceof YamlMap || project === '')) continue;
    const path = inFolder(base, 'package.json');
    if (!(await input.files.exists(path))) continue;
    const text = await input.files.read(path);
    const json = text.ok ? parseJson(path, text.value) : text;
    if (!json.ok) {
      problems.add('manifest', () => json.error);
      continue;
    }
    const held = namesOf(project);
    for (const { alias, range, scope } of readManifest(json.value).requests) {
      if (scope === 'peer' || (scope === 'optional' && ignoresOptional)) continue;
      if (held.has(alias) || removed.has(alias) || range.startsWith('link:') || range.startsWith('workspace:'))
        continue;
      const said = `"${alias.slice(0, 120)}" is asked for by ${path}, but not in the lock file`;
      problems.add('missing', () => errors.lock_outdated(said, { file: input.path, line: 1 }));
    }
  }
}

function namesOf(project: YamlMap | ''): ReadonlySet<string> {
  const names = new Set<string>();
  if (project === '') return names;
  for (const section of sections) for (const name of mapAt(project, section)?.values.keys() ?? []) names.add(name);
  return names;
}

function removedNames(document: YamlMap): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [selector, value] of mapAt(document, 'overrides')?.values ?? [])
    if (value === '-') names.add(targetOfOverride(selector).name);
  return names;
}
