import { posix } from 'node:path';
import { type AppError, fail, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { inFolder, treePath } from '../tree-path.ts';
import type { ProjectFiles } from '../types.ts';
import type { EffectiveModel } from './effective.ts';
import { type PomModel, type PomParent, readModel } from './model.ts';

/** The pom.xml files of one tree: each is read once. */
export interface Reactor {
  /** The model of a path. */
  model(path: string): Promise<Result<PomModel>>;
  /** The parent, where it is in the tree. */
  parentOf(model: PomModel): Promise<PomModel | undefined>;
  /** The modules of the builds that a pom.xml may be part of, by `group:artifact`. */
  modulesAround(path: string): Promise<ReadonlyMap<string, PomModel>>;
  /** The effective model of a BOM, made once: BOMs that all import each other would be made without end. */
  imported(bom: PomModel, make: () => Promise<EffectiveModel>): Promise<EffectiveModel>;
  /** Counts entries that an effective model is made of; each module repeats those of its parents. */
  charge(entries: number): void;
  /** Whether more was charged than a build that exists needs. */
  readonly isSpent: boolean;
  /** The pom.xml that a module entry means, or why it is not there. */
  modulePath(model: PomModel, folder: string): Promise<string | undefined>;
}

/** The build that has more modules than this is not read to its end. */
const maxModules = 5000;

/** Entries of all effective models of one tree: four thousand modules that each inherit five thousand. */
const maxEntries = 20_000_000;

const reactors = new WeakMap<ProjectFiles, Reactor>();

/** The reactor of a tree; kept as long as the access to the tree is. */
export function reactorOf(files: ProjectFiles): Reactor {
  let reactor = reactors.get(files);
  if (reactor === undefined) {
    reactor = createReactor(files);
    reactors.set(files, reactor);
  }
  return reactor;
}

/** Group of a model: its own or its parent's. */
export function groupOf(model: PomModel): string {
  return model.groupId ?? model.parent?.groupId ?? '';
}

/** Version of a model as written: its own or its parent's. */
export function versionOf(model: PomModel): string {
  return model.version ?? model.parent?.version ?? '';
}

function createReactor(files: ProjectFiles): Reactor {
  const models = new Map<string, Promise<Result<PomModel>>>();
  let charged = 0;
  const effective = new Map<PomModel, EffectiveModel>();
  const builds = new Map<string, Promise<ReadonlyMap<string, PomModel>>>();

  const model = (path: string): Promise<Result<PomModel>> => {
    let found = models.get(path);
    if (found === undefined) {
      found = loadModel(files, path);
      models.set(path, found);
    }
    return found;
  };
  const modulePath = async (from: PomModel, folder: string): Promise<string | undefined> => {
    const path = folder === '' ? undefined : treePath(from.path, folder);
    if (path === undefined) return undefined;
    // A module is a folder or, less often, the file itself.
    for (const each of path.endsWith('.xml') ? [path] : [inFolder(path, 'pom.xml')]) {
      if (await files.exists(each)) return each;
    }
    return undefined;
  };
  const collect = async (top: string): Promise<ReadonlyMap<string, PomModel>> => {
    const modules = new Map<string, PomModel>();
    const seen = new Set<string>([top]);
    for (const path of seen) {
      const read = await model(path);
      if (!read.ok || seen.size > maxModules) continue;
      modules.set(`${groupOf(read.value)}:${read.value.artifactId}`, read.value);
      for (const layer of [read.value, ...read.value.profiles]) {
        for (const { folder } of layer.modules) {
          const next = await modulePath(read.value, folder);
          if (next !== undefined) seen.add(next);
        }
      }
    }
    return modules;
  };
  const modulesAround = async (path: string): Promise<ReadonlyMap<string, PomModel>> => {
    const around = new Map<string, PomModel>();
    for (const top of await buildsAround(files, path)) {
      let build = builds.get(top);
      if (build === undefined) {
        build = collect(top);
        builds.set(top, build);
      }
      for (const [name, module] of await build) if (!around.has(name)) around.set(name, module);
    }
    return around;
  };
  const parentOf = async (from: PomModel): Promise<PomModel | undefined> => {
    const { parent } = from;
    if (parent === undefined) return undefined;
    const path = await parentPath(files, from.path, parent);
    const beside = path === undefined ? undefined : await model(path);
    if (beside?.ok && isMeant(beside.value, parent)) return beside.value;
    const module = (await modulesAround(from.path)).get(`${parent.groupId}:${parent.artifactId}`);
    return module !== undefined && isMeant(module, parent) ? module : undefined;
  };
  return {
    model,
    parentOf,
    modulesAround,
    modulePath,
    async imported(bom, make) {
      const made = effective.get(bom) ?? (await make());
      effective.set(bom, made);
      return made;
    },
    charge: (entries) => {
      charged += entries;
    },
    get isSpent() {
      return charged > maxEntries;
    },
  };
}

async function loadModel(files: ProjectFiles, path: string): Promise<Result<PomModel>> {
  const text = await files.read(path);
  return text.ok
    ? readModel(path, text.value)
    : fail<AppError>(errors.unreadable('cannot read it', { file: path }, text.error));
}

async function parentPath(files: ProjectFiles, from: string, parent: PomParent): Promise<string | undefined> {
  if (parent.relativePath === '') return undefined;
  const path = treePath(from, parent.relativePath);
  if (path === undefined) return undefined;
  return path !== '' && (await files.exists(path)) ? path : inFolder(path, 'pom.xml');
}

/** Maven takes the file at the relative path only where its coordinates are the parent's. */
function isMeant(found: PomModel, { groupId, artifactId, version }: PomParent): boolean {
  if (groupOf(found) !== groupId || found.artifactId !== artifactId) return false;
  const written = versionOf(found);
  return written === version || written.includes('${') || version.includes('${') || /^[[(]/.test(version);
}

/** The pom.xml itself and those in the folders above it, nearest first: each may be where the build starts. */
async function buildsAround(files: ProjectFiles, path: string): Promise<string[]> {
  const found = [path];
  for (let folder = posix.dirname(path); folder !== '.'; ) {
    folder = posix.dirname(folder);
    const above = inFolder(folder === '.' ? '' : folder, 'pom.xml');
    if (await files.exists(above)) found.push(above);
  }
  return found;
}
