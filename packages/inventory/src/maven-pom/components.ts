import type { Scope } from '@maximus/contracts';
import { createPurl } from '../purl/index.ts';
import type { Component } from '../types.ts';
import { type FixedVersion, fixedVersion } from './dependency-version.ts';
import { type EffectiveModel, type ManagedDependency, managementKey } from './effective.ts';
import type { PomDependency, PomModel } from './model.ts';
import { groupOf, versionOf } from './reactor.ts';

/** A dependency of an effective model as a component, and why it has no version where it has none. */
export interface PomComponent {
  readonly component: Component;
  readonly dependency: PomDependency;
  readonly unfixed?: string;
}

/**
 * The dependencies of a model that are not modules of the same build, the model's own first, then inherited ones.
 * `modules` are the build's own by `group:artifact`.
 */
export function componentsOf(effective: EffectiveModel, modules: ReadonlyMap<string, PomModel>): PomComponent[] {
  const components: PomComponent[] = [];
  for (const dependency of effective.dependencies.values()) {
    if (dependency.groupId === '' || dependency.artifactId === '') continue;
    const managed = effective.managed.get(managementKey(dependency));
    const version = versionOfDependency(dependency, managed, effective);
    if (!isModule(dependency, version, modules, effective)) {
      components.push(componentOf(effective.model.path, dependency, managed, version));
    }
  }
  return components;
}

function versionOfDependency(
  dependency: PomDependency,
  managed: ManagedDependency | undefined,
  effective: EffectiveModel,
): FixedVersion {
  if (dependency.version !== undefined) return fixedVersion(effective.text(dependency.version));
  const version = managed?.dependency.version;
  return fixedVersion(version === undefined ? undefined : managed?.text(version));
}

/** A module is meant unless another version of it is asked for. */
function isModule(
  { groupId, artifactId }: PomDependency,
  asked: FixedVersion,
  modules: ReadonlyMap<string, PomModel>,
  effective: EffectiveModel,
): boolean {
  const module = modules.get(`${groupId}:${artifactId}`);
  if (module === undefined || groupOf(module) !== groupId) return false;
  const own = effective.text(versionOf(module));
  return !asked.fixed || !own.known || own.value === asked.version;
}

function componentOf(
  path: string,
  dependency: PomDependency,
  managed: ManagedDependency | undefined,
  version: FixedVersion,
): PomComponent {
  const { groupId, artifactId, type, classifier, file, line } = dependency;
  const name = `${groupId}:${artifactId}`;
  const fixed = version.fixed ? version.version : undefined;
  const qualifiers = { ...(type === 'jar' ? {} : { type }), ...(classifier === undefined ? {} : { classifier }) };
  const isManaged = dependency.version === undefined && managed?.dependency.version !== undefined;
  const requested = version.fixed ? version.version : version.requested;
  const component: Component = {
    key: [name, fixed ?? '', type === 'jar' ? '' : type, classifier ?? ''].join(':').replace(/:+$/, ''),
    ecosystem: 'Maven',
    name,
    ...(fixed === undefined ? {} : { version: fixed }),
    purl: createPurl('Maven', name, fixed, qualifiers),
    scope: scopeOf(dependency, managed?.dependency),
    direct: true,
    ...(requested === undefined ? {} : { requested }),
    ...(isManaged ? { override: `dependencyManagement in ${managed.dependency.file}:${managed.dependency.line}` } : {}),
    // An inherited dependency has its line in another file.
    ...(file === path ? { line } : {}),
    dependsOn: [],
  };
  return { component, dependency, ...(version.fixed ? {} : { unfixed: version.reason }) };
}

/** Maven's scopes in ours: what the container provides is a peer, `system` is a file that the build brings along. */
function scopeOf(dependency: PomDependency, managed: PomDependency | undefined): Scope {
  const scope = dependency.scope ?? managed?.scope ?? 'compile';
  if (scope === 'test') return 'dev';
  // Maven 3 does not manage the optional flag.
  if (dependency.optional === 'true') return 'optional';
  if (scope === 'provided') return 'peer';
  return scope === 'compile' || scope === 'runtime' || scope === 'system' ? 'prod' : 'unknown';
}
