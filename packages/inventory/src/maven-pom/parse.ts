import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import type { Component, ParsedFile, ParseInput } from '../types.ts';
import { componentsOf, type PomComponent } from './components.ts';
import { type AbsentPom, type EffectiveModel, effectiveModel } from './effective.ts';
import { type PomModel, readModel } from './model.ts';
import { type Reactor, reactorOf } from './reactor.ts';

/** Dependencies times profiles that are looked at, since each profile costs one effective model. */
const maxProfileWork = 100_000;

/**
 * Reads a pom.xml: its direct dependencies, inherited ones included. What the tree does not fix has no version and a
 * problem; and since a pom.xml never names transitive dependencies, one problem says so.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const read = readModel(input.path, input.text);
  if (!read.ok) return fail(read.error);
  const model = read.value;
  const reactor = reactorOf(input.files);
  if (reactor.isSpent) {
    const said = 'the modules before this one inherit more than is followed';
    return fail(errors.limit_reached(said, { file: input.path, line: model.line }));
  }
  const problems = createProblemList();
  const modules = await reactor.modulesAround(input.path);
  const effective = await effectiveModel(reactor, model);
  const found = componentsOf(effective, modules);
  const components = new Map<string, Component>();
  for (const each of found) if (!components.has(each.component.key)) components.set(each.component.key, each.component);
  addUnfixed(found, effective, problems);
  const profiles = await otherProfiles(reactor, model);
  const tried = profiles.slice(0, Math.max(1, Math.floor(maxProfileWork / (found.length + 1))));
  problems.addCounted(profiles.length - tried.length, () =>
    errors.limit_reached(`${profiles.length - tried.length} of ${profiles.length} profiles were not looked at`, {
      file: input.path,
      line: model.line,
    }),
  );
  for (const profile of tried) {
    const inForce = componentsOf(await effectiveModel(reactor, model, profile), modules);
    const added = inForce.filter(({ component }) => !components.has(component.key));
    for (const { component } of added) components.set(component.key, ofProfile(component, profile));
    addUnfixed(added, effective, problems);
  }
  for (const absent of effective.absent) addAbsent(absent, input.path, problems);
  await addMissingModules(reactor, model, problems);
  addTransitive(components.size, model, problems);
  const list = [...components.values()];
  return ok({ components: list, roots: list.map(({ key }) => key), problems: problems.list() });
}

/** Ids of the profiles of a model and its parents that are not on by default and can change its dependencies. */
async function otherProfiles(reactor: Reactor, model: PomModel): Promise<string[]> {
  const ids = new Set<string>();
  const seen = new Set<PomModel>();
  for (let at: PomModel | undefined = model; at !== undefined && !seen.has(at); at = await reactor.parentOf(at)) {
    seen.add(at);
    const hasDefault = at.profiles.some(({ activeByDefault }) => activeByDefault);
    for (const { id, activeByDefault, properties, managed, dependencies } of at.profiles) {
      const says = properties.size + managed.length + dependencies.length > 0;
      // One that says nothing still turns a default profile off.
      if (!activeByDefault && (says || hasDefault)) ids.add(id);
    }
  }
  return [...ids];
}

/** What only a profile brings is in some builds: optional, unless only tests use it. */
function ofProfile(component: Component, profile: string): Component {
  const scope = component.scope === 'dev' ? 'dev' : 'optional';
  return { ...component, scope, override: `profile ${profile.slice(0, 100)}` };
}

function addUnfixed(found: readonly PomComponent[], { model, absent }: EffectiveModel, problems: ProblemList): void {
  const gap = absent[0] === undefined ? '' : `; ${absent[0].what} ${absent[0].coordinates} is not in the tree`;
  const inherited: PomComponent[] = [];
  for (const each of found) {
    if (each.unfixed === undefined) continue;
    const { component, dependency, unfixed } = each;
    if (dependency.file !== model.path) inherited.push(each);
    else {
      const said = `${component.name}: ${unfixed}${gap}`;
      problems.add('version', () => errors.unresolved(said, { file: model.path, line: dependency.line }));
    }
  }
  const [first] = inherited;
  if (first === undefined) return;
  const said = `${inherited.length} inherited dependencies have no version, first ${first.component.name}: ${first.unfixed}`;
  const where = { file: first.dependency.file, line: first.dependency.line };
  problems.addCounted(inherited.length, () => errors.unresolved(said, where));
}

function addAbsent({ what, coordinates, file, line }: AbsentPom, path: string, problems: ProblemList): void {
  const lost = what === 'parent' ? 'its dependencies, properties and managed versions' : 'the versions that it manages';
  const said = `${what} ${coordinates} is not in the tree: ${lost} are unknown`;
  problems.add('absent', () => errors.unresolved(said, file === path ? { file, line } : { file, line, for: path }));
}

async function addMissingModules(reactor: Reactor, model: PomModel, problems: ProblemList): Promise<void> {
  for (const { folder, line } of model.modules) {
    if ((await reactor.modulePath(model, folder)) !== undefined) continue;
    const said = `module ${folder.slice(0, 100)} is not in the tree`;
    problems.add('module', () => errors.unresolved(said, { file: model.path, line }));
  }
}

function addTransitive(direct: number, { path, line }: PomModel, problems: ProblemList): void {
  if (direct === 0) return;
  const said = `a pom.xml does not name transitive dependencies: those of ${direct} direct ones are unknown`;
  problems.add('transitive', () => errors.unresolved(said, { file: path, line }));
}
