import { resolve } from 'node:path';
import { type Inventory, shortestPaths, takeInventory } from '@maximus/inventory';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { exitCode } from '../exit-code.ts';
import { plural } from '../scan/table/words.ts';
import { writeOutput } from '../scan/write-output.ts';
import type { CommandIo } from '../terminal/io.ts';
import { errorPlace } from '../terminal/print-error.ts';
import { createPaint, cut, type Paint, pad, plain, wantsColour } from '../terminal/style.ts';

const maxPaths = 20;

function whyText(inventory: Inventory, name: string, paint: Paint): string {
  const lines: string[] = [];
  for (const file of inventory.files) {
    for (const component of file.components) {
      if (component.name !== name) continue;
      lines.push(
        paint(`${plain(name)} ${plain(component.version ?? '(not locked)')}`, 'bold') +
          paint(`  ${plain(file.path)}`, 'dim'),
      );
      const { paths, truncated } = shortestPaths(file, component.key, maxPaths);
      for (const path of paths) lines.push(`  ${path.map(plain).join(' › ')}`);
      if (truncated) lines.push(`  and more; the ${maxPaths} shortest are shown`);
      if (paths.length === 0) lines.push('  nothing in the file asks for it');
    }
  }
  return lines.length === 0 ? `${plain(name)} is in none of the files here\n` : `${lines.join('\n')}\n`;
}

function tableText(inventory: Inventory, paint: Paint): string {
  const lines: string[] = [];
  for (const file of inventory.files) {
    const counts = file.status === 'parsed' ? plural(file.componentCount, 'package') : file.status;
    lines.push(`${paint(pad(cut(plain(file.path), 48), 50), 'bold')}${pad(file.format, 18)}${counts}`);
  }
  lines.push('', `${plural(inventory.totals.components, 'package')} in ${plural(inventory.totals.files, 'file')}`);
  return `${lines.join('\n')}\n`;
}

function printProblems(inventory: Inventory, io: CommandIo): boolean {
  const problems = [...inventory.problems, ...inventory.files.flatMap((file) => file.problems)];
  for (const { error, count } of problems) {
    io.err.write(
      `! ${plain(errorPlace(error) + error.message)}${count === undefined || count === 1 ? '' : ` (${count} alike)`}\n`,
    );
  }
  return problems.length > 0;
}

/** `maximus inventory`: exits 2 where a part of the project could not be read. */
export async function runInventory(args: Args, io: CommandIo): Promise<number> {
  const { settings } = await loadConfig(args, io);
  const target = args.positionals[0] ?? '.';
  const { include, exclude } = settings;
  const taken = await takeInventory(resolve(io.workingFolder, target), {
    include,
    exclude,
    clock: io.clock,
    signal: io.signal,
  });
  if (!taken.ok) throw taken.error;
  const inventory = taken.value;
  const paint = createPaint(wantsColour(io.out.isTerminal && args.text('output') === undefined, io.environment));
  const why = args.text('why');
  const format = args.text('format') ?? 'table';
  let text: string;
  if (why !== undefined) text = whyText(inventory, why, paint);
  else if (format === 'table') text = tableText(inventory, paint);
  else if (format === 'json')
    text = `${JSON.stringify({ files: inventory.files, totals: inventory.totals }, null, 2)}\n`;
  else text = await (await import('./write-sbom.ts')).writeSbom(format, inventory, io);
  writeOutput(text, args.text('output'), io);
  if (inventory.files.length === 0) io.err.write(`! no lock file, manifest or SBOM was found in ${plain(target)}\n`);
  return printProblems(inventory, io) || inventory.files.length === 0 ? exitCode.incomplete : exitCode.passed;
}
