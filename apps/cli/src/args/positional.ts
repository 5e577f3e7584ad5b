import { errors } from '../errors.ts';
import type { Args } from './command.ts';

/** The argument at a place; throws `cli.missing_argument` that names it. */
export function required(args: Args, index: number, name: string): string {
  const value = args.positionals[index];
  if (value === undefined) throw errors.missing_argument(`${name} is missing`);
  return value;
}
