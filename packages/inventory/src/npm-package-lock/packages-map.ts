import { isRecord, ownString } from '../json.ts';
import { createLineFinder } from '../lines.ts';
import { unreadableRequests } from '../node-project/index.ts';
import type { Component, ParsedFile } from '../types.ts';
import { Complaints } from './complaints.ts';
import { componentOf, markOverrides } from './component.ts';
import { edgesOf, escapes, maxPathDepth, maxPathLength, pathDepth, placeOf, Sites } from './graph.ts';
import type { OverrideRule } from './overrides.ts';
import { requestsOf } from './requests.ts';

/** A lock file with a `packages` map, and what stands beside it. */
export interface PackagesInput {
  readonly path: string;
  readonly text: string;
  readonly packages: Record<string, unknown>;
  readonly manifest: Record<string, unknown> | undefined;
  readonly manifestPath: string;
  readonly rules: ReadonlyMap<string, readonly OverrideRule[]>;
}

interface Installed {
  readonly path: string;
  readonly folder: string;
  readonly entry: Record<string, unknown>;
  readonly isLink: boolean;
}

/**
 * Reads the `packages` map of lock versions 2 and 3: keys are paths from the project. Entries outside any
 * `node_modules` are manifests of the project (root, workspace members, linked folders): no components, but what they
 * ask for is direct. Edges follow Node's nearest-ancestor rule.
 */
export function readPackagesMap(input: PackagesInput): ParsedFile {
  const complaints = new Complaints(input.path);
  const { installed, manifests, sites } = index(input, complaints);
  const keyOf = (thing: Installed) => (thing.isLink ? undefined : thing.path);

  const requested = new Map<string, string>();
  for (const [path, manifest] of [...manifests, ...asItIsNow(input, manifests)]) {
    for (const name of unreadableRequests(manifest)) {
      complaints.add('malformed', 'a manifest does not say what it asks for', name);
    }
    const wanted = edgesOf(requestsOf(manifest, true), path, sites, keyOf, (request) =>
      complaints.add('lock_outdated', 'asked for by the project, but not in the lock file', request.name),
    );
    for (const edge of wanted) if (!requested.has(edge.to)) requested.set(edge.to, edge.requested ?? '');
  }

  const spaced = input.text.includes('": {');
  const findLine = createLineFinder(input.text);
  const components: Component[] = [];
  for (const thing of installed) {
    const line = findLine(`${JSON.stringify(thing.path)}:${spaced ? ' ' : ''}{`);
    if (thing.isLink) continue;
    const dependsOn = edgesOf(requestsOf(thing.entry, false), thing.path, sites, keyOf, (request) =>
      complaints.add(
        'lock_outdated',
        'required by an entry, but not in the lock file',
        `${request.name} (by ${thing.folder})`,
        line,
      ),
    );
    const { entry } = thing;
    const version = ownString(entry, 'version') || undefined;
    if (version === undefined) complaints.add('unresolved', 'locked without a version', thing.folder, line);
    const range = requested.get(thing.path);
    const facts = {
      key: thing.path,
      name: ownString(entry, 'name') || thing.folder,
      version,
      resolved: ownString(entry, 'resolved'),
      integrity: entry.integrity,
      licence: entry.license,
      line,
      dev: entry.dev,
      optional: entry.optional,
      devOptional: entry.devOptional,
      peer: entry.peer,
      extraneous: entry.extraneous,
    };
    components.push(componentOf(facts, range !== undefined, range ?? '', dependsOn));
  }
  markOverrides(components, input.rules);
  return {
    components,
    roots: [...requested.keys()],
    problems: complaints.problems(),
    consumed: consumedManifests(input, manifests),
  };
}

/** The package.json beside, where the file repeats an older state of it: what was added since is not locked. */
function asItIsNow(
  { manifest }: PackagesInput,
  manifests: ReadonlyMap<string, Record<string, unknown>>,
): readonly (readonly [string, Record<string, unknown>])[] {
  return manifest === undefined || manifests.get('') === manifest ? [] : [['', manifest]];
}

function index(input: PackagesInput, complaints: Complaints) {
  const installed: Installed[] = [];
  const manifests = new Map<string, Record<string, unknown>>();
  const sites = new Sites<Installed>();
  for (const path of Object.keys(input.packages)) {
    const entry = input.packages[path];
    if (!isRecord(entry)) {
      complaints.add('malformed', 'an entry of "packages" is not an object', path);
      continue;
    }
    if (path.length > maxPathLength || pathDepth(path) > maxPathDepth) {
      complaints.add(
        'malformed',
        'an entry of "packages" has a path longer or deeper than any file system takes',
        path,
      );
      continue;
    }
    if (escapes(path)) {
      complaints.add('path_escape', 'an entry of "packages" leaves the folders of the project', path);
      continue;
    }
    const place = placeOf(path);
    if (place === undefined) {
      manifests.set(path, entry);
      continue;
    }
    if (place.folder === '') {
      complaints.add('malformed', 'an entry of "packages" has no name', path);
      continue;
    }
    const thing = { path, folder: place.folder, entry, isLink: entry.link === true };
    installed.push(thing);
    sites.add(place, thing);
  }
  if (!manifests.has('') && input.manifest !== undefined) manifests.set('', input.manifest);
  return { installed, manifests, sites };
}

/** Manifests of members inside the scanned folder; a linked folder above the lock file is not ours to claim. */
function consumedManifests(input: PackagesInput, manifests: ReadonlyMap<string, unknown>): string[] {
  const folder = input.manifestPath.slice(0, -'package.json'.length);
  return [...manifests.keys()]
    .filter((path) => !path.split('/').includes('..'))
    .map((path) => (path === '' ? input.manifestPath : `${folder}${path}/package.json`))
    .sort();
}
