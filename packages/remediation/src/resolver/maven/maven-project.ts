import { fail, ok, type Result } from '@maximus/kernel';
import { splice } from '../../edit/requirements/index.ts';
import { errors } from '../../errors.ts';
import { effectivePom, type FindPom, type MavenRepository, type Pom, readPom } from '../../registries/maven/index.ts';
import {
  type Dialect,
  type OwnAsk,
  type OwnChanges,
  type PinMoves,
  type PinnedProject,
  schemeOf,
} from '../pinned/index.ts';
import type { FileChange } from '../types.ts';
import { type MavenRoots, type MavenTree, mavenTree } from './maven-tree.ts';
import { type PomFile, placeOfVersion, withManaged } from './pom-places.ts';

const managedPrefix = 'managed:';
const maxParents = 32;

/**
 * A pom.xml as pins: the tree that Maven would make of it and of what the repository tells. Fails with
 * `remediation.lock_unparsed` for what is no POM, and for one that loads build extensions, its own or a parent's.
 */
export async function mavenProject(files: readonly PomFile[], source: MavenRepository): Promise<Result<PinnedProject>> {
  const [first] = files;
  const layers = files.flatMap(({ text }) => readPom(text) ?? []);
  if (first === undefined || layers.length < files.length) {
    return fail(errors.lock_unparsed(`${first?.file ?? 'pom.xml'} or a parent of it is no POM`));
  }
  const chain = [...layers, ...(await outerParents(layers.at(-1), source.pomOf))];
  const [pom] = chain;
  if (pom === undefined) return fail(errors.lock_unparsed(`${first.file} is no POM`));
  const { dependencies, managed, hasExtensions } = await effectivePom(pom, source.pomOf, chain);
  if (hasExtensions) {
    return fail(errors.lock_unparsed(`${first.file} or a parent of it loads build extensions, which are programs`));
  }
  const roots: MavenRoots = { dependencies, managed };
  const tree = await mavenTree(roots, source);
  const isOwn = (name: string) => managed.has(name) || dependencies.some((each) => each.name === name);
  const own = [...tree.pins.values()].flatMap(({ name, version }): OwnAsk[] => {
    if (!isOwn(name)) return [];
    const place = placeOfVersion(name, files);
    const id = place === undefined ? `${managedPrefix}${name}` : `${place.file}#${place.start}`;
    return [{ id, file: place?.file ?? first.file, name, requirement: version, to: name }];
  });
  const shared = Map.groupBy(own, ({ id }) => id);
  return ok({
    dialect: mavenDialect(),
    pins: tree.pins,
    own,
    together: new Map(
      own.map(({ id, name }) => [
        name,
        (shared.get(id) ?? []).flatMap((each) => (each.name === name ? [] : [each.name])),
      ]),
    ),
    resolve: (moves) => resolved(roots, moves, source),
    write: (changes) => ok(writtenFiles(files, changes)),
  });
}

/** A version stated outright is the version: there is no range to move in. */
function mavenDialect(): Dialect {
  return {
    ecosystem: 'Maven',
    scheme: schemeOf('Maven'),
    keyOf: (name) => name,
    lineOf: () => '',
    takes: (requirement, version) => requirement === version,
    restyle: (_requirement, version) => version,
    knowsGraph: true,
    knowsAdditions: false,
    overrides: true,
  };
}

async function outerParents(top: Pom | undefined, find: FindPom): Promise<readonly Pom[]> {
  const outer: Pom[] = [];
  for (let parent = top?.parent; parent !== undefined && outer.length < maxParents; ) {
    const found: Pom | undefined = await find(parent);
    if (found === undefined) break;
    outer.push(found);
    parent = found.parent;
  }
  return outer;
}

function resolved({ dependencies, managed }: MavenRoots, moves: PinMoves, source: MavenRepository): Promise<MavenTree> {
  const versions = new Map([...moves.pins, ...moves.overrides]);
  return mavenTree(
    {
      dependencies: dependencies.map((each) => {
        const version = versions.get(each.name);
        return version === undefined || each.version === undefined ? each : { ...each, version };
      }),
      managed: new Map([
        ...[...managed].map(([name, version]) => [name, moves.pins.get(name) ?? version] as const),
        ...moves.overrides,
      ]),
    },
    source,
  );
}

function writtenFiles(files: readonly PomFile[], { requirements, overrides }: OwnChanges): readonly FileChange[] {
  const added = new Map(overrides);
  for (const [id, version] of requirements) {
    if (id.startsWith(managedPrefix)) added.set(id.slice(managedPrefix.length), version);
  }
  return files.flatMap(({ file, text }, at): FileChange[] => {
    const edited = splice(
      text,
      [...requirements].flatMap(([id, version]) => {
        const start = id.startsWith(`${file}#`) ? Number(id.slice(file.length + 1)) : undefined;
        const end = start === undefined ? -1 : text.indexOf('<', start);
        return start === undefined || end < 0
          ? []
          : [{ start, end: start + text.slice(start, end).trimEnd().length, text: version }];
      }),
    );
    const after = at === 0 ? withManaged(edited, added) : edited;
    return after === text && at > 0 ? [] : [{ file, kind: at === 0 ? 'lock' : 'manifest', before: text, after }];
  });
}
