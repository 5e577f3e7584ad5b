import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIndex, openIndex } from '@maximus/advisories';
import { diffRescans, type VerifiedPart } from '@maximus/arena';
import type { EvidenceManifest, RescanDiff, RescanEntry, ScanReport } from '@maximus/contracts';
import { unwrap } from '@maximus/kernel';
import { defaultScanConfig, scanFolders, toSettings } from '@maximus/scanning';
import type { CommandIo } from '../terminal/io.ts';
import { version } from '../version.ts';

const sides = ['before', 'after'] as const;
const advisoryFolder = 'advisories/';
const part = 'rescan';

/**
 * Matches the two recorded inventories with the recorded advisories anew, by an index made of these alone, and compares what
 * comes out with the recorded difference (arena.md §9). Reads nothing but the bundle.
 */
export async function recomputed(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: EvidenceManifest,
  io: CommandIo,
): Promise<VerifiedPart> {
  const graphs = sides.map((side) => files.get(`inventory/${side}.cdx.json`));
  if (graphs.some((graph) => graph === undefined)) {
    return { part, state: 'could_not_check', detail: 'the bundle holds no inventories: the run did not get that far' };
  }
  const work = mkdtempSync(join(tmpdir(), 'maximus-recompute-'));
  try {
    const [before, after] = await scanBoth(work, files, io);
    if (before === undefined || after === undefined) {
      return { part, state: 'could_not_check', detail: 'the recorded advisories make no index' };
    }
    const fault = difference(manifest.rescan, diffRescans(before, after).diff);
    return fault === undefined
      ? {
          part,
          state: 'valid',
          detail: 'the inventories and advisories of the bundle give the recorded difference again',
        }
      : { part, state: 'invalid', detail: fault };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function scanBoth(
  work: string,
  files: ReadonlyMap<string, Uint8Array>,
  { clock, signal }: CommandIo,
): Promise<readonly (ScanReport | undefined)[]> {
  const records = join(work, 'advisories');
  mkdirSync(records);
  let count = 0;
  for (const [path, bytes] of files) {
    // The names come out of the bundle: none of them is used here.
    if (path.startsWith(advisoryFolder)) writeFileSync(join(records, `${count++}.json`), bytes);
  }
  const database = join(work, 'index');
  if (count === 0 || !(await buildIndex({ from: [records], out: database, clock })).ok) return [];
  const index = unwrap(openIndex(database));
  try {
    const reports: ScanReport[] = [];
    for (const side of sides) {
      const folder = join(work, side);
      mkdirSync(folder);
      writeFileSync(join(folder, 'bom.json'), files.get(`inventory/${side}.cdx.json`) ?? new Uint8Array());
      const settings = toSettings({ ...defaultScanConfig, reachability: false });
      reports.push(
        await scanFolders({ roots: [folder], workingFolder: folder, index, settings, clock, signal, version }),
      );
    }
    return reports;
  } finally {
    index.close();
  }
}

/** What differs, in one sentence. Packages that no version locks are left out: an inventory does not say what they come to. */
function difference(recorded: RescanDiff, again: RescanDiff): string | undefined {
  for (const kind of ['fixed', 'introduced', 'unchanged'] as const) {
    const [was, is] = [recorded[kind], again[kind]].map(keysOf);
    const missing = [...(was ?? [])].find((key) => is?.has(key) !== true);
    if (missing !== undefined) return `"${kind}" records ${missing}, which does not come out again`;
    const added = [...(is ?? [])].find((key) => was?.has(key) !== true);
    if (added !== undefined) return `${added} comes out as "${kind}" and is not recorded as that`;
  }
  return undefined;
}

function keysOf(entries: readonly RescanEntry[]): ReadonlySet<string> {
  const locked = entries.filter(({ purl }) => /@[^/]+$/.test(purl));
  return new Set(locked.map(({ primary_id, purl }) => `${primary_id} in ${purl.replace(/[?#].*$/, '')}`));
}
