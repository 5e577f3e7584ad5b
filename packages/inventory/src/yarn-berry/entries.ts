import { mapAt, textAt, textEntries, YamlMap } from '../block-yaml/index.ts';
import { errors } from '../errors.ts';
import type { ProblemList } from '../problem-list/index.ts';
import { isOwnFolder, type Patch, readLocator, readPatch } from './locator.ts';

/** A request of one entry. */
export interface Request {
  readonly name: string;
  readonly range: string;
  readonly optional: boolean;
}

/** One entry of the file. */
export interface BerryEntry {
  /** The `resolution`: unique in the file. */
  readonly key: string;
  readonly name: string;
  readonly reference: string;
  /** `name@range`, without bindings. */
  readonly descriptors: readonly string[];
  readonly version: string | undefined;
  readonly checksum: string | undefined;
  readonly line: number;
  readonly own: boolean;
  readonly patch: Patch | undefined;
  readonly requests: readonly Request[];
}

/** Reads the entries of a parsed file; one without a resolution is a problem. */
export function readEntries(path: string, document: YamlMap, problems: ProblemList): readonly BerryEntry[] {
  const entries: BerryEntry[] = [];
  const seen = new Set<string>();
  let at = 0;
  for (const [descriptors, value] of document.values) {
    const line = document.lines[at++] ?? 1;
    if (descriptors === '__metadata') continue;
    const entry = value instanceof YamlMap ? readEntry(descriptors, value, line) : undefined;
    if (entry === undefined || seen.has(entry.key)) {
      const why = entry === undefined ? 'has no resolution' : 'resolves to what another entry has';
      problems.add(why, () =>
        errors.malformed(`the entry of ${descriptors.slice(0, 120)} ${why}`, { file: path, line }),
      );
      continue;
    }
    seen.add(entry.key);
    entries.push(entry);
  }
  return entries;
}

function readEntry(descriptors: string, fields: YamlMap, line: number): BerryEntry | undefined {
  const key = textAt(fields, 'resolution');
  const locator = key === undefined ? undefined : readLocator(key);
  if (key === undefined || locator === undefined) return undefined;
  return {
    key,
    name: locator.name,
    reference: locator.reference,
    descriptors: descriptors.split(', ').flatMap((descriptor) => {
      const read = readLocator(descriptor);
      return read === undefined ? [] : [`${read.name}@${read.reference}`];
    }),
    version: textAt(fields, 'version'),
    checksum: textAt(fields, 'checksum'),
    line,
    own: isOwnFolder(locator.reference),
    patch: readPatch(locator.reference),
    requests: readRequests(fields),
  };
}

function readRequests(fields: YamlMap): Request[] {
  const meta = mapAt(fields, 'dependenciesMeta');
  const requests: Request[] = [];
  for (const [name, range] of textEntries(mapAt(fields, 'dependencies'))) {
    requests.push({ name, range, optional: textAt(mapAt(meta, name), 'optional') === 'true' });
  }
  for (const [name, range] of textEntries(mapAt(fields, 'optionalDependencies'))) {
    requests.push({ name, range, optional: true });
  }
  return requests;
}
