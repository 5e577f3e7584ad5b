import type { AdvisoryIndex } from '@maximus/advisories';
import type { ScanFoldersInput } from '@maximus/scanning';
import type { Args } from '../args/command.ts';
import type { CommandIo } from '../terminal/io.ts';

type Extras = NonNullable<ScanFoldersInput['extras']>;

/** What takes part in a scan beside our own index; each part is loaded only where it is asked for. */
export async function scanExtras(
  args: Args,
  io: CommandIo,
  index: AdvisoryIndex,
  exposure: 'public' | 'internal' | 'unknown',
): Promise<Extras> {
  const files = args.list('import');
  const tools = args.list('with');
  const baseline = args.text('baseline');
  const extras: { -readonly [K in keyof Extras]: Extras[K] } = {};
  if (files.length > 0 || tools.length > 0) {
    const { createMerge } = await import('./imports.ts');
    const folder = args.positionals[0] ?? '.';
    extras.merge = createMerge({ files, tools, folder, exposure, index, io });
  }
  if (baseline !== undefined) {
    const { createCompare } = await import('./baseline.ts');
    extras.compare = createCompare(baseline, io);
  }
  return extras;
}
