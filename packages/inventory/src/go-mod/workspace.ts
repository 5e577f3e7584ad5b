import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { createProblemList } from '../problem-list/index.ts';
import { inFolder, treePath } from '../tree-path.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { componentsOf, standardLibraryOf } from './components.ts';
import { type LoadedModule, loadModule } from './load.ts';
import { type ModuleFile, readModuleFile } from './module-file.ts';
import { createOrder } from './order.ts';
import type { SelectedModule } from './selection.ts';

/** Modules that one workspace may use; more is not a workspace that anybody builds. */
const maxUses = 2000;

/**
 * The build list of a go.work: over all modules that it uses, the highest version that any of them selects, with the
 * workspace's replace rules in front of theirs. Each go.mod stays a file of its own: it also builds without the workspace.
 * Rule: Go Modules Reference, "Workspaces".
 */
export async function parseWorkspace(input: ParseInput): Promise<Result<ParsedFile>> {
  const work = readModuleFile(input.path, input.text);
  if (!work.ok) return fail(work.error);
  const { uses, go } = work.value;
  if (go === undefined && uses.length === 0) {
    return fail(errors.malformed('there is neither a go nor a use directive', { file: input.path, line: 1 }));
  }
  if (uses.length > maxUses) {
    return fail(
      errors.limit_reached(`more than ${maxUses} use directives`, { file: input.path, line: uses[0]?.line ?? 1 }),
    );
  }
  const problems = createProblemList();
  problems.push(work.value.problems);
  const members: LoadedModule[] = [];
  for (const use of uses) {
    const member = await loadMember(input, work.value, use.folder);
    if (member.ok) members.push(member.value);
    else {
      const said = `cannot use ${use.folder.slice(0, 100)}: ${member.error.message}`;
      const where = { file: input.path, line: use.line };
      problems.add('use', () => errors.unresolved(said, where, member.error));
    }
  }
  const own = new Set(members.map(({ file }) => file.module));
  const order = createOrder();
  const selected = new Map<string, SelectedModule>();
  for (const member of members) {
    problems.push(member.problems);
    for (const module of member.modules) {
      if (!own.has(module.name)) selected.set(module.name, higher(selected.get(module.name), module, order));
    }
  }
  const library = standardLibraryOf(work.value, order);
  const modules = [...selected.values()].map(({ line: _, ...module }) => module);
  const components = componentsOf(library === undefined ? modules : [library, ...modules]);
  const roots = components.filter(({ direct }) => direct).map(({ key }) => key);
  return ok({ components, roots, problems: problems.list() });
}

async function loadMember(input: ParseInput, work: ModuleFile, folder: string): Promise<Result<LoadedModule>> {
  const inTree = treePath(input.path, folder);
  if (inTree === undefined) {
    return fail(errors.path_escape('the folder is outside the scanned tree', { file: input.path }));
  }
  const path = inFolder(inTree, 'go.mod');
  const text = await input.files.read(path);
  if (!text.ok) return fail(text.error);
  const file = readModuleFile(path, text.value);
  if (!file.ok) return fail(file.error);
  return ok(await loadModule(input.files, { ...file.value, replaces: [...file.value.replaces, ...work.replaces] }));
}

/** The later of two selections of one module; an uncertain one leaves the version open. */
function higher(
  known: SelectedModule | undefined,
  found: SelectedModule,
  order: (a: string, b: string) => number | undefined,
): SelectedModule {
  if (known === undefined) return found;
  const direct = known.direct || found.direct;
  const sign =
    known.version === undefined || found.version === undefined ? undefined : order(found.version, known.version);
  if (sign === undefined) return { name: found.name, direct };
  return { ...(sign > 0 ? found : known), direct };
}
