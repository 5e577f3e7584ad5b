import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ScanReport } from '@maximus/contracts';
import { scanFolders } from '@maximus/scanning';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { openDatabase } from '../database/open.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createProgress } from '../terminal/progress.ts';
import { createPaint, plain, wantsColour } from '../terminal/style.ts';
import { version } from '../version.ts';
import { scanExtras } from './extras.ts';
import { writeOutput } from './write-output.ts';

const widest = 120;
const narrowest = 60;

async function render(report: ScanReport, args: Args, io: CommandIo): Promise<string> {
  const format = args.text('format') ?? 'table';
  if (format === 'table') {
    const { drawTable } = await import('./table/table.ts');
    const toTerminal = io.out.isTerminal && args.text('output') === undefined;
    const paint = createPaint(wantsColour(toTerminal, io.environment));
    const width = Math.max(narrowest, Math.min(widest, toTerminal ? io.out.columns : 80));
    return drawTable(report, { paint, width, details: args.flag('details') });
  }
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  const { writeReport } = await import('./write-report.ts');
  return writeReport(format, report, io);
}

/** `maximus scan`. */
export async function runScan(args: Args, io: CommandIo): Promise<number> {
  const { settings, database, file } = await loadConfig(args, io);
  const index = openDatabase(database);
  const quiet = args.flag('quiet');
  const progress = createProgress(io, quiet);
  try {
    const report = await scanFolders({
      roots: args.positionals.length === 0 ? ['.'] : args.positionals,
      workingFolder: io.workingFolder,
      index,
      settings: args.flag('no-reachability') ? { ...settings, reachability: false } : settings,
      clock: io.clock,
      signal: io.signal,
      version,
      onProgress: (text, done, total) => progress.update(text, done, total),
      extras: await scanExtras(args, io, index, settings.exposure),
    });
    progress.stop();
    if (!quiet) noteUnreadSettings(args.positionals, file, io);
    const server = args.text('report-to');
    const output = args.text('output');
    writeOutput(await render(report, args, io), output, io);
    if (output !== undefined && !quiet) await noteOutput(report, output, io);
    // Last, so that a server that is away does not take the result of the scan with it.
    if (server !== undefined) await (await import('./report-to.ts')).reportTo(server, args, settings, io);
    return report.exit_code;
  } finally {
    progress.stop();
    index.close();
  }
}

/** A scanned project's own rules are its word about itself: they hold only where somebody names them. */
function noteUnreadSettings(roots: readonly string[], read: string | undefined, io: CommandIo): void {
  for (const root of roots) {
    const there = resolve(io.workingFolder, root, 'maximus.yaml');
    if (there === read || !existsSync(there)) continue;
    io.err.write(`note  ${plain(there)} was not read; name it with --config to apply it\n`);
  }
}

async function noteOutput(report: ScanReport, output: string, io: CommandIo): Promise<void> {
  const { footer } = await import('./table/footer.ts');
  const paint = createPaint(wantsColour(io.err.isTerminal, io.environment));
  const lines = footer(report, { paint, width: 80, details: false });
  io.err.write(`${lines.join('\n')}\nwritten to ${output}\n`);
}
