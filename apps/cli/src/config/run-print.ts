import { configFields } from '@maximus/kernel';
import type { Args } from '../args/command.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { pad, plain } from '../terminal/style.ts';
import { loadConfig } from './load.ts';
import { RootConfig } from './schema.ts';

function valueAt(tree: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], tree);
}

/** `maximus config print`. */
export async function runPrint(args: Args, io: CommandIo): Promise<number> {
  const loaded = await loadConfig(args, io, true);
  for (const field of configFields(RootConfig)) {
    const value = field.key === 'db' ? loaded.database : valueAt(loaded.whole, field.key);
    const shown = field.key === 'ignore' ? `${(value as readonly unknown[]).length} rules` : JSON.stringify(value);
    io.out.write(
      `${pad(field.key, 24)} ${pad(plain(shown), 32)} ${plain(loaded.origin.get(field.key) ?? 'default')}\n`,
    );
  }
  return exitCode.passed;
}
