import { errors } from '../errors.ts';
import { isRecord, ownString, parseJson } from '../json.ts';
import type { Complaints } from '../npm-package-lock/complaints.ts';
import type { Place } from '../npm-package-lock/graph.ts';
import type { Problem, ProjectFiles } from '../types.ts';

/** A package folder. Paths are relative to the folder that holds the outermost node_modules. */
export interface InstalledPackage {
  readonly place: Place;
  readonly name: string;
  readonly version: string | undefined;
  readonly manifest: Record<string, unknown>;
}

/** Packages of one tree; past it the rest is reported. */
const maxPackages = 100_000;
/** Trees in trees; npm itself stays far below. */
const maxNesting = 32;

/** Reads the package.json of every folder of a node_modules and of the node_modules inside them, names sorted. */
export async function walkInstalled(
  files: ProjectFiles,
  base: string,
  complaints: Complaints,
): Promise<{ packages: InstalledPackage[]; problems: Problem[] }> {
  const packages: InstalledPackage[] = [];
  const problems: Problem[] = [];
  const path = `${base}node_modules/`;
  let full = false;

  const visit = async (inside: string, folder: string, depth: number): Promise<void> => {
    if (full) return;
    if (packages.length >= maxPackages) {
      full = true;
      problems.push({
        error: errors.limit_reached(`more than ${maxPackages} packages; the rest was not read`, { file: path }),
      });
      return;
    }
    const place = { path: `${inside === '' ? '' : `${inside}/`}node_modules/${folder}`, base: inside, folder };
    const found = await readPackage(files, base, place, complaints);
    if (found === undefined) return;
    packages.push(found);
    if (depth < maxNesting) await visitAll(place.path, depth + 1);
    else complaints.add('unresolved', 'nested deeper than any package manager installs', place.path);
  };

  const visitAll = async (inside: string, depth: number): Promise<void> => {
    const root = `${base}${inside === '' ? '' : `${inside}/`}node_modules`;
    for (const name of await files.list(root)) {
      if (name === '.pnpm/') {
        const error = errors.unresolved("pnpm's store layout is not read; keep pnpm-lock.yaml beside it", {
          file: path,
        });
        problems.push({ error });
      }
      if (!name.endsWith('/') || name.startsWith('.')) continue;
      if (!name.startsWith('@')) await visit(inside, name.slice(0, -1), depth);
      else {
        for (const scoped of await files.list(`${root}/${name.slice(0, -1)}`)) {
          if (scoped.endsWith('/')) await visit(inside, name + scoped.slice(0, -1), depth);
        }
      }
    }
  };

  await visitAll('', 0);
  return { packages, problems };
}

async function readPackage(
  files: ProjectFiles,
  base: string,
  place: Place,
  complaints: Complaints,
): Promise<InstalledPackage | undefined> {
  const path = `${base}${place.path}/package.json`;
  const text = await files.read(path);
  // A folder without package.json is a leftover or an asset, not a package; one that leads out is not ours to read.
  if (!text.ok) {
    if (await files.exists(path)) complaints.add('malformed', 'a package.json that cannot be read', place.path);
    else if (text.error.code === 'inventory.path_escape')
      complaints.add('unresolved', 'a link out of the scanned folder', place.path);
    return undefined;
  }
  const json = parseJson(path, text.value);
  if (!json.ok || !isRecord(json.value)) {
    complaints.add('malformed', 'a package.json that is not a JSON object', place.path);
    return undefined;
  }
  const manifest = json.value;
  const version = ownString(manifest, 'version') || undefined;
  if (version === undefined) complaints.add('unresolved', 'installed without a version', place.path);
  const name = ownString(manifest, 'name') || place.folder;
  return { place, name, version, manifest };
}
