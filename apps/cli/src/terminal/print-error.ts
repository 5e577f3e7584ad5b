import { type AppError, isAppError } from '@maximus/kernel';
import type { CommandIo } from './io.ts';
import { createPaint, plain, wantsColour } from './style.ts';

/** `file:line: ` of an error's details, or nothing. */
export function errorPlace(error: AppError): string {
  const { file, line } = error.details;
  if (file === undefined) return '';
  return line === undefined ? `${file}: ` : `${file}:${line}: `;
}

/** Writes one failure: what, where, and what to do. A fault of ours also shows its stack. */
export function printError(error: unknown, io: CommandIo): void {
  const paint = createPaint(wantsColour(io.err.isTerminal, io.environment));
  if (isAppError(error)) {
    io.err.write(`${paint('error', 'red', 'bold')} ${plain(errorPlace(error) + error.message)}\n`);
    io.err.write(`      ${paint(`${error.help} [${error.code}]`, 'dim')}\n`);
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err.write(`${paint('internal error', 'red', 'bold')} ${text.split('\n').map(plain).join('\n')}\n`);
  io.err.write('      This is a fault in maximus; please report it with the lines above.\n');
}
