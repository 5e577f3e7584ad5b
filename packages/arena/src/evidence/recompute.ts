import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AdvisoryIndex, buildIndex, openIndex } from '@maximus/advisories';
import type { EvidenceManifest, RescanEntry } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import { createMatcher, findingsOf, type Matcher } from '@maximus/matching';
import { type GraphSubject, readLockGraph } from '../rescan/lock-graph.ts';
import { sha256 } from './blobs.ts';
import { type EvidenceVerification, type VerifiedPart, verifyEvidence } from './verify.ts';

/** What matching again needs beside the bundle. */
export interface RecomputeOptions {
  /** Where an index of the bundled advisories is built, and removed again. */
  readonly scratchFolder: string;
  readonly clock: Clock;
  readonly knownKeys?: readonly string[];
}

const part = 'recompute';
const graphs = { before: 'inventory/before.cdx.json', after: 'inventory/after.cdx.json' } as const;
const advisoryFolder = 'advisories/';

/**
 * As `verifyEvidence`, and matches the bundled lock graphs against the bundled advisories again: the result must be the recorded
 * difference (arena.md §9). Offline. A run that never came to its rescan has nothing to match again.
 */
export async function recomputeEvidence(
  files: ReadonlyMap<string, Uint8Array>,
  options: RecomputeOptions,
): Promise<EvidenceVerification> {
  const checked = verifyEvidence(files, options.knownKeys);
  if (checked.manifest === undefined || checked.state !== 'valid') return checked;
  const again = await matchAgain(files, checked.manifest, options);
  return { ...checked, state: again.state, parts: [...checked.parts, again] };
}

async function matchAgain(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: EvidenceManifest,
  options: RecomputeOptions,
): Promise<VerifiedPart> {
  if (!manifest.judged_on.rescanned) return { part, state: 'valid', detail: 'the run has no rescan' };
  const [before, after] = [graphOf(files, graphs.before), graphOf(files, graphs.after)];
  if (before === undefined || after === undefined) return invalid('a lock graph is missing or cannot be read');
  const records = recordsOf(files, manifest);
  if (typeof records === 'string') return invalid(records);
  const folder = await mkdtemp(join(options.scratchFolder, 'recompute-'));
  try {
    const index = await indexOf(records, folder, options.clock);
    if (typeof index === 'string') return { part, state: 'could_not_check', detail: index };
    try {
      return compare(createMatcher(index), before, after, manifest);
    } finally {
      index.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function graphOf(files: ReadonlyMap<string, Uint8Array>, path: string): readonly GraphSubject[] | undefined {
  const bytes = files.get(path);
  return bytes === undefined ? undefined : readLockGraph(bytes);
}

/** The bundled records, which must be those that the manifest lists; or what is wrong with them. */
function recordsOf(
  files: ReadonlyMap<string, Uint8Array>,
  { advisories }: EvidenceManifest,
): readonly Uint8Array[] | string {
  const bundled = new Map<string, Uint8Array>();
  for (const [path, bytes] of files) if (path.startsWith(advisoryFolder)) bundled.set(sha256(bytes), bytes);
  const records: Uint8Array[] = [];
  for (const { id, digest } of advisories) {
    const bytes = bundled.get(digest);
    if (bytes === undefined) return `the record ${id} is not in the bundle`;
    records.push(bytes);
  }
  return bundled.size === advisories.length ? records : 'the bundle holds records that the manifest does not list';
}

async function indexOf(records: readonly Uint8Array[], folder: string, clock: Clock): Promise<AdvisoryIndex | string> {
  const from = join(folder, 'records');
  await mkdir(from);
  // An index of nothing cannot be built; one record that names no package stands for it.
  const nothing = Buffer.from('{"id":"NONE-0","modified":"2000-01-01T00:00:00Z","affected":[]}');
  for (const [at, bytes] of (records.length === 0 ? [nothing] : records).entries()) {
    await writeFile(join(from, `${at}.json`), bytes);
  }
  const built = await buildIndex({ from: [from], out: join(folder, 'index'), clock });
  if (!built.ok) return built.error.message;
  const opened = openIndex(join(folder, 'index'));
  return opened.ok ? opened.value : opened.error.message;
}

interface Found {
  readonly group: string;
  /** The flaw in a package, whatever its version. */
  readonly key: string;
  readonly purl: string;
}

function findIn(matcher: Matcher, subjects: readonly GraphSubject[]): readonly Found[] {
  const seen = new Map<string, Found>();
  for (const subject of subjects) {
    const { requirement, ecosystem, name, purl } = subject;
    const result =
      subject.version === undefined && requirement !== undefined
        ? matcher.matchRequirement(subject, requirement)
        : matcher.match(subject);
    for (const { group } of findingsOf(matcher, subject, result)) {
      const found = { group: group.id, key: `${group.id}\u0000${ecosystem}\u0000${name}`, purl };
      seen.set(`${found.key}\u0000${purl}`, found);
    }
  }
  return [...seen.values()];
}

function compare(
  matcher: Matcher,
  before: readonly GraphSubject[],
  after: readonly GraphSubject[],
  { rescan }: EvidenceManifest,
): VerifiedPart {
  const [was, is] = [findIn(matcher, before), findIn(matcher, after)];
  const [wasKeys, isKeys] = [new Set(was.map(({ key }) => key)), new Set(is.map(({ key }) => key))];
  const expected = {
    fixed: was.filter(({ key }) => !isKeys.has(key)),
    introduced: is.filter(({ key }) => !wasKeys.has(key)),
    unchanged: is.filter(({ key }) => wasKeys.has(key)),
  };
  for (const name of ['fixed', 'introduced', 'unchanged'] as const) {
    const again = listed(expected[name].map(({ group, purl }) => `${group} ${purl}`));
    const recorded = listed(rescan[name].map(({ alias_group, purl }: RescanEntry) => `${alias_group} ${purl}`));
    if (again !== recorded) return invalid(`matching again gives other findings under "${name}" than were recorded`);
  }
  const counts = `${rescan.fixed.length} gone, ${rescan.introduced.length} new, ${rescan.unchanged.length} as before`;
  return { part, state: 'valid', detail: `the bundled graphs and advisories give the recorded difference: ${counts}` };
}

function listed(lines: readonly string[]): string {
  return [...new Set(lines)].sort().join('\n');
}

function invalid(detail: string): VerifiedPart {
  return { part, state: 'invalid', detail };
}
