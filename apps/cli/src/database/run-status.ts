import { type IndexStatus, indexStatus, staleSources } from '@maximus/advisories';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { exitCode } from '../exit-code.ts';
import { grouped } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createPaint, pad, plain, wantsColour } from '../terminal/style.ts';
import { lossLines } from './losses.ts';

const dayMs = 86_400_000;

function statusText(status: IndexStatus, database: string, maxAgeMs: number, io: CommandIo): string {
  const { manifest, files } = status;
  const paint = createPaint(wantsColour(io.out.isTerminal, io.environment));
  const ageMs = io.clock.now() - Date.parse(manifest.builtAt);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const stale = new Set(staleIds(status, maxAgeMs, io));
  const warning = 'STALE, scans will say that they could not check';
  const age = `${Math.max(0, Math.floor(ageMs / dayMs))} days old`;
  const row = (name: string, value: string) => `${paint(pad(name, 14), 'bold')}${value}`;
  const lines = [
    row('index', database),
    row('generation', `${manifest.generation}, ${(bytes / 1e6).toFixed(1)} MB in ${files.length} files`),
    row('built', `${manifest.builtAt}, ${age}`),
    ...(stale.size === 0
      ? []
      : [row('age', paint(`${[...stale].map(plain).join(', ')}: ${warning}`, 'yellow', 'bold'))]),
    row('advisories', `${grouped(manifest.records)} (${grouped(manifest.withdrawn)} withdrawn)`),
    ...(manifest.newestModified === undefined ? [] : [row('newest', manifest.newestModified)]),
    row('digest', manifest.digest),
    '',
    paint('ecosystems', 'bold'),
    ...Object.entries(manifest.ecosystems).map(
      ([name, count]) =>
        `  ${pad(plain(name), 20)}${grouped(count).padStart(9)}${manifest.covered.includes(name) ? '' : '  only in passing: not checked'}`,
    ),
    '',
    paint('sources', 'bold'),
    ...manifest.sources.map(
      (source) =>
        `  ${pad(plain(source.id), 30)}${grouped(source.records).padStart(9)}  ${source.syncedAt}${stale.has(source.id) ? '  STALE' : ''}${source.quarantined > 0 ? `  ${source.quarantined} quarantined` : ''}`,
    ),
    ...lossLines({ quarantinedCount: manifest.quarantined, quarantined: status.quarantined, skippedElements: 0 }),
    ...(status.locked ? ['', 'Another build or update is running, or was killed; the next one cleans up.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Ids of the sources that are older than scans accept. */
function staleIds({ manifest }: IndexStatus, maxAgeMs: number, io: CommandIo): readonly string[] {
  return staleSources(manifest, manifest.covered, io.clock.now(), maxAgeMs).map(({ id }) => id);
}

/** `maximus db status`: exits 2 where a source of the index is older than scans accept. */
export async function runStatus(args: Args, io: CommandIo): Promise<number> {
  const { database, settings } = await loadConfig(args, io);
  const status = indexStatus(database);
  if (!status.ok) throw status.error;
  if (args.text('format') === 'json') io.out.write(`${JSON.stringify(status.value, null, 2)}\n`);
  else io.out.write(statusText(status.value, database, settings.maxDbAgeMs, io));
  const isStale = staleIds(status.value, settings.maxDbAgeMs, io).length > 0;
  return isStale ? exitCode.incomplete : exitCode.passed;
}
