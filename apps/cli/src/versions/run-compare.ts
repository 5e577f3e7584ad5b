import { compare } from '@maximus/versions';
import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { plain } from '../terminal/style.ts';

/** `maximus versions compare ECOSYSTEM A B`: prints `A < B`, `A = B` or `A > B`. */
export async function runCompare(args: Args, io: CommandIo): Promise<number> {
  const ecosystem = required(args, 0, 'ECOSYSTEM');
  const a = required(args, 1, 'A');
  const b = required(args, 2, 'B');
  const order = compare(ecosystem, a, b);
  if (!order.ok) throw order.error;
  const sign = order.value < 0 ? '<' : order.value > 0 ? '>' : '=';
  io.out.write(`${plain(a)} ${sign} ${plain(b)}\n`);
  return exitCode.passed;
}
