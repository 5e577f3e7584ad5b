import { isObject } from '../osv/fault.ts';
import { parseTimestamp } from '../osv/timestamp.ts';
import type { IndexSource } from '../types.ts';

/** Name of the file in an export; whoever reads one goes by its content. */
export const exportSourcesName = 'maximus-export.json';

const version = 1;
const skewMs = 86_400_000;
const maxSources = 1000;
const kinds: readonly string[] = ['osv', 'kev', 'epss', 'local'] satisfies readonly IndexSource['kind'][];

/**
 * The sources of an index as its export carries them, so that old data stay old wherever they are imported. Without the
 * marks for the next update, which are those of the feeds that the exporter asked.
 */
export function exportSourcesText(sources: readonly IndexSource[]): string {
  const bare = sources.map(({ cursor: _cursor, ...source }) => source);
  return `${JSON.stringify({ maximus_export: version, sources: bare })}\n`;
}

/** The sources of such a text, or the reason why it is none. A date more than a day after `nowMs` is refused. */
export function parseExportSources(text: string, nowMs: number): readonly IndexSource[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return `the list of sources is not JSON: ${(error as Error).message.slice(0, 200)}`;
  }
  if (!isObject(parsed) || parsed.maximus_export !== version) return 'the export is of another version';
  const { sources } = parsed;
  if (!Array.isArray(sources) || sources.length > maxSources) return 'the export does not list its sources';
  const found: IndexSource[] = [];
  for (const [at, value] of sources.entries()) {
    const source = sourceOf(value, nowMs);
    if (source === undefined) return `source ${at + 1} of the export is not whole, or its date cannot be`;
    found.push(source);
  }
  return found;
}

function sourceOf(value: unknown, nowMs: number): IndexSource | undefined {
  if (!isObject(value)) return undefined;
  const { id, kind, syncedAt, records, quarantined } = value;
  if (typeof id !== 'string' || id === '' || id.length > 256 || !isKind(kind) || typeof syncedAt !== 'string')
    return undefined;
  // The prefix of a feed's id makes its ecosystem a covered one.
  if (kind !== 'osv' && id.startsWith('osv:')) return undefined;
  const ms = parseTimestamp(syncedAt);
  if (ms === undefined || ms > nowMs + skewMs || !isCount(records) || !isCount(quarantined)) return undefined;
  return { id, kind, syncedAt, records, quarantined };
}

function isKind(value: unknown): value is IndexSource['kind'] {
  return typeof value === 'string' && kinds.includes(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Sources of several builds' parts, each id once, with its oldest date and all that it counts. */
export function mergeById(sources: readonly IndexSource[]): readonly IndexSource[] {
  const byId = new Map<string, IndexSource>();
  for (const source of sources) {
    const held = byId.get(source.id);
    if (held === undefined) byId.set(source.id, source);
    else {
      const older = (parseTimestamp(held.syncedAt) ?? 0) <= (parseTimestamp(source.syncedAt) ?? 0) ? held : source;
      const records = held.records + source.records;
      byId.set(source.id, { ...older, records, quarantined: held.quarantined + source.quarantined });
    }
  }
  return [...byId.values()];
}
