import type { AdvisoryIndex } from '@maximus/advisories';
import type { ScanFoldersInput } from '@maximus/scanning';
import type { Args } from '../args/command.ts';
import type { CommandIo } from '../terminal/io.ts';

/** What takes part in a scan beside our own index; each part is loaded only where it is asked for. */
export async function scanExtras(
  args: Args,
  io: CommandIo,
  index: AdvisoryIndex,
): Promise<NonNullable<ScanFoldersInput['extras']>> {
  void args;
  void io;
  void index;
  return {};
}
