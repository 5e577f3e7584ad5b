import { type Interpolated, interpolate } from './interpolate.ts';
import type { PomDependency, PomLayer, PomModel } from './model.ts';
import { groupOf, type Reactor, versionOf } from './reactor.ts';

/** A parent or BOM that is not in the tree: what it manages is not known. */
export interface AbsentPom {
  readonly what: 'parent' | 'BOM';
  readonly coordinates: string;
  readonly file: string;
  readonly line: number;
}

/** A managed dependency with what its version is to be read by. */
export interface ManagedDependency {
  readonly dependency: PomDependency;
  readonly text: (raw: string) => Interpolated;
}

/** A model with what it inherits and imports. */
export interface EffectiveModel {
  readonly model: PomModel;
  /** By management key, inherited ones included; nothing interpolated. */
  readonly dependencies: ReadonlyMap<string, PomDependency>;
  readonly managed: ReadonlyMap<string, ManagedDependency>;
  readonly absent: readonly AbsentPom[];
  /** Replaces `${…}` by what holds for this model. */
  readonly text: (raw: string) => Interpolated;
}

/** Parents above one model; Maven has no bound, cycles apart. */
const maxParents = 64;
/** BOMs that import BOMs. */
const maxImports = 16;

/**
 * The effective model of a pom.xml: each parent's layers below it, default profiles or `profile` in force, imported BOMs
 * last. Rule: Maven's "Introduction to the POM" and "Introduction to the Dependency Mechanism".
 */
export async function effectiveModel(
  reactor: Reactor,
  model: PomModel,
  profile?: string,
  importing: readonly PomModel[] = [],
): Promise<EffectiveModel> {
  const { lineage, absent } = await lineageOf(reactor, model);
  const properties = new Map<string, string>();
  const dependencies = new Map<string, PomDependency>();
  const declared = new Map<string, PomDependency>();
  for (const each of lineage) {
    reactor.charge(each.managed.length + each.dependencies.length);
    const said = saidBy(each, profile);
    addAbsentKeys(properties, said.properties);
    addAbsentKeys(dependencies, said.dependencies);
    addAbsentKeys(declared, said.managed);
  }
  const values = valuesOf(model, properties);
  const text = (raw: string) => interpolate(raw, values);
  const gaps = [...absent];
  const managed = await manage(reactor, model, declared, text, gaps, importing);
  return { model, dependencies: interpolatedKeys(dependencies, text), managed, absent: distinct(gaps), text };
}

/** Maven's key for "the same dependency": group, artifact, type and classifier. */
export function managementKey({ groupId, artifactId, type, classifier }: PomDependency): string {
  return `${groupId}:${artifactId}:${type}${classifier === undefined ? '' : `:${classifier}`}`;
}

/** Each once: BOMs that import each other lead to the same gaps by many ways. */
function distinct(gaps: readonly AbsentPom[]): readonly AbsentPom[] {
  return [...new Map(gaps.map((gap) => [`${gap.what} ${gap.coordinates} ${gap.file} ${gap.line}`, gap])).values()];
}

/** What one file says, by key. */
interface Said {
  readonly properties: ReadonlyMap<string, string>;
  readonly dependencies: ReadonlyMap<string, PomDependency>;
  readonly managed: ReadonlyMap<string, PomDependency>;
}

const saidByDefault = new WeakMap<PomModel, Said>();

/** Kept for a model without a named profile: a parent says the same to each of its modules. */
function saidBy(model: PomModel, profile: string | undefined): Said {
  const kept = profile === undefined ? saidByDefault.get(model) : undefined;
  if (kept !== undefined) return kept;
  const layers = layersInForce(model, profile);
  const said = {
    properties: merged(layers.map((layer) => [...layer.properties])),
    dependencies: merged(layers.map((layer) => keyed(layer.dependencies))),
    managed: merged(layers.map((layer) => keyed(layer.managed))),
  };
  if (profile === undefined) saidByDefault.set(model, said);
  return said;
}

/** The project's own layer, then its profiles in force; naming one turns the default ones off. */
function layersInForce(model: PomModel, profile: string | undefined): readonly PomLayer[] {
  const named = profile === undefined ? [] : model.profiles.filter(({ id }) => id === profile);
  const active = named.length > 0 ? named : model.profiles.filter(({ activeByDefault }) => activeByDefault);
  return [model, ...active];
}

function keyed(entries: readonly PomDependency[]): (readonly [string, PomDependency])[] {
  return entries.map((entry) => [managementKey(entry), entry]);
}

/** Entries of one file: the last of a key wins. */
function merged<T>(layers: readonly (readonly (readonly [string, T])[])[]): Map<string, T> {
  return new Map(layers.flat());
}

/** What a file has wins over what it inherits, and stands before it: the order decides between imported BOMs. */
function addAbsentKeys<T>(target: Map<string, T>, inherited: ReadonlyMap<string, T>): void {
  for (const [key, value] of inherited) if (!target.has(key)) target.set(key, value);
}

async function lineageOf(reactor: Reactor, model: PomModel): Promise<{ lineage: PomModel[]; absent: AbsentPom[] }> {
  const lineage = [model];
  for (let at = model; at.parent !== undefined; ) {
    const parent = await reactor.parentOf(at);
    if (parent === undefined || lineage.includes(parent) || lineage.length > maxParents) {
      const { groupId, artifactId, version, line } = at.parent;
      const coordinates = `${groupId}:${artifactId}:${version}`;
      return { lineage, absent: [{ what: 'parent', coordinates, file: at.path, line }] };
    }
    lineage.push(parent);
    at = parent;
  }
  return { lineage, absent: [] };
}

/** Names that a model gives itself, then its properties. `env.` and `settings.` belong to the machine that builds. */
function valuesOf(model: PomModel, properties: ReadonlyMap<string, string>): (name: string) => string | undefined {
  const own = new Map<string, string>([
    ['groupId', groupOf(model)],
    ['artifactId', model.artifactId],
    ['version', versionOf(model)],
  ]);
  if (model.parent !== undefined) {
    own.set('parent.groupId', model.parent.groupId);
    own.set('parent.artifactId', model.parent.artifactId);
    own.set('parent.version', model.parent.version);
  }
  return (name) => {
    const prefixed = /^(?:project|pom)\./.test(name) ? own.get(name.slice(name.indexOf('.') + 1)) : undefined;
    return prefixed ?? properties.get(name) ?? own.get(name);
  };
}

/** Declared entries first, then each imported BOM's that are not there yet, in the order of the imports. */
async function manage(
  reactor: Reactor,
  model: PomModel,
  declared: ReadonlyMap<string, PomDependency>,
  text: (raw: string) => Interpolated,
  absent: AbsentPom[],
  importing: readonly PomModel[],
): Promise<ReadonlyMap<string, ManagedDependency>> {
  const managed = new Map<string, ManagedDependency>();
  const imports: PomDependency[] = [];
  for (const [rawKey, raw] of declared) {
    const entry = interpolatedEntry(raw, text);
    const key = entry === raw ? rawKey : managementKey(entry);
    if (entry.scope === 'import' && entry.type === 'pom') imports.push(entry);
    else if (entry === raw || !managed.has(key)) managed.set(key, { dependency: entry, text });
  }
  for (const entry of imports) {
    const bom = importing.length < maxImports ? await bomInTree(reactor, model, entry, text) : undefined;
    if (bom === undefined || importing.includes(bom)) {
      const version = text(entry.version ?? '');
      const coordinates = `${entry.groupId}:${entry.artifactId}:${version.known ? version.value : entry.version}`;
      absent.push({ what: 'BOM', coordinates, file: entry.file, line: entry.line });
      continue;
    }
    const imported = await reactor.imported(bom, () => effectiveModel(reactor, bom, undefined, [...importing, model]));
    for (const gap of imported.absent) absent.push(gap);
    for (const [key, value] of imported.managed) if (!managed.has(key)) managed.set(key, value);
  }
  return managed;
}

async function bomInTree(
  reactor: Reactor,
  model: PomModel,
  entry: PomDependency,
  text: (raw: string) => Interpolated,
): Promise<PomModel | undefined> {
  const module = (await reactor.modulesAround(model.path)).get(`${entry.groupId}:${entry.artifactId}`);
  if (module === undefined || module === model) return undefined;
  const wanted = text(entry.version ?? '');
  const { known, value } = { value: '', ...text(versionOf(module)) };
  return !wanted.known || !known || wanted.value === value ? module : undefined;
}

function needsWork(text: string): boolean {
  return text.includes('${') || text !== text.trim();
}

function interpolatedEntry(entry: PomDependency, text: (raw: string) => Interpolated): PomDependency {
  const { groupId, artifactId, type, classifier = '', scope = '', optional = '' } = entry;
  // Most entries hold no name to replace, and there may be thousands of them for each of thousands of modules.
  if (![groupId, artifactId, type, classifier, scope, optional].some(needsWork)) return entry;
  const value = (raw: string): string => {
    const result = text(raw);
    return result.known ? result.value.trim() : raw;
  };
  return {
    ...entry,
    groupId: value(entry.groupId),
    artifactId: value(entry.artifactId),
    type: value(entry.type),
    ...(entry.classifier === undefined ? {} : { classifier: value(entry.classifier) }),
    ...(entry.scope === undefined ? {} : { scope: value(entry.scope) }),
    ...(entry.optional === undefined ? {} : { optional: value(entry.optional) }),
  };
}

function interpolatedKeys(
  dependencies: ReadonlyMap<string, PomDependency>,
  text: (raw: string) => Interpolated,
): Map<string, PomDependency> {
  const result = new Map<string, PomDependency>();
  for (const raw of dependencies.values()) {
    const entry = interpolatedEntry(raw, text);
    result.set(managementKey(entry), entry);
  }
  return result;
}
