import type { DiskFiles } from '../disk-files.ts';
import { byCodeUnit } from '../disk-files.ts';
import type { InventoryFormat, Problem } from '../types.ts';
import { type Claims, createClaims } from './claims.ts';
import { compileGlobs } from './globs.ts';
import { findUnsupported, type Unsupported, unsupportedRow } from './unsupported.ts';
import { type Visit, walkTree } from './walk.ts';

/** What to look for and where to stop. */
export interface DiscoverOptions {
  readonly formats: readonly InventoryFormat[];
  /** Globs of paths; with any, only these files are looked at. */
  readonly include?: readonly string[];
  /** Globs of files and folders to leave out. */
  readonly exclude?: readonly string[];
  readonly maxFiles: number;
  readonly isOver: () => boolean;
}

/** A file, or a folder (with a closing slash), that at least one format claims by its name. */
export interface Candidate {
  readonly path: string;
  readonly formats: readonly InventoryFormat[];
  /** One of them claims the whole base name: a file of that name that none detects is a fault. */
  readonly exact: boolean;
  /** Not a regular file: a device, a socket, a FIFO. */
  readonly irregular: boolean;
  /** No format claims the name; a person named the file, and the content decides. */
  readonly named?: boolean;
}

/** Something that is left out, and by which kind of rule file. */
export interface Ignored {
  readonly path: string;
  readonly by: string;
  readonly format?: InventoryFormat;
}

/** What one pass over a tree found. */
export interface Discovery {
  /** Sorted by path. */
  readonly candidates: readonly Candidate[];
  readonly unsupported: readonly Unsupported[];
  /** Files that a format claims by a name of its own, and folders (with a closing slash), that ignore rules leave out. */
  readonly ignored: readonly Ignored[];
  readonly walked: number;
  readonly problems: readonly Problem[];
}

/** Finds everything that tells of dependencies, in one pass. Reads names only, and the first bytes of a few manifests. */
export async function discover(files: DiskFiles, options: DiscoverOptions): Promise<Discovery> {
  const claims = createClaims(options.formats);
  const include = await compileGlobs(options.include ?? []);
  const exclude = await compileGlobs(options.exclude ?? []);
  const trees: Candidate[] = [];
  const ignored: Ignored[] = [];
  const { visits, walked, problems } = await walkTree(files, {
    maxFiles: options.maxFiles,
    isOver: options.isOver,
    exclude,
    wants: (path) =>
      (include === undefined || include(path)) &&
      (claims.of(path).formats.length > 0 || unsupportedRow(path) !== undefined),
    onIgnored(path, by) {
      const { formats, exact } = claims.of(path);
      const [format] = formats;
      if (path.endsWith('/')) ignored.push({ path, by });
      else if (format !== undefined && exact) ignored.push({ path, by, format });
    },
    onSkipped(path, name) {
      const formats = claims.folders(name);
      if (formats.length > 0 && (include === undefined || include(path))) {
        trees.push({ path: `${path}/`, formats, exact: false, irregular: false });
      }
    },
  });
  const own = await withoutDoubledLinks(files, visits);
  const candidates = [...own.flatMap((visit) => candidateOf(visit, claims)), ...trees];
  const unsupported = await findUnsupported(
    files,
    own.filter((visit) => claims.of(visit.path).formats.length === 0),
  );
  return { candidates: candidates.sort((a, b) => byCodeUnit(a.path, b.path)), unsupported, ignored, walked, problems };
}

function candidateOf(visit: Visit, claims: Claims): Candidate[] {
  const { formats, exact } = claims.of(visit.path);
  return formats.length === 0 ? [] : [{ path: visit.path, formats, exact, irregular: visit.kind === 'other' }];
}

/** Leaves out a link to a file that was found by itself: one file is one source of components. */
async function withoutDoubledLinks(files: DiskFiles, visits: readonly Visit[]): Promise<Visit[]> {
  const known = new Set(visits.filter((visit) => visit.kind !== 'link').map((visit) => visit.path));
  const kept: Visit[] = [];
  for (const visit of visits) {
    if (visit.kind === 'link') {
      const target = await files.target(visit.path);
      if (target.ok && known.has(target.value)) continue;
    }
    kept.push(visit);
  }
  return kept;
}
