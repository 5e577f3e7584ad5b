import { type AppError, isAppError } from '@maximus/kernel';

/** How the program ends. */
export const exitCode = {
  /** Stopped as asked. */
  stopped: 0,
  /** A flag, a setting or the surroundings are wrong. */
  refused: 3,
  /** A fault of ours, or a stop by force. */
  fault: 70,
} as const;

/** One sentence of what is wrong and one of what to do; no stack. */
export function describeFailure(thrown: unknown): string {
  const error = causeOf(thrown);
  if (!isAppError(error)) {
    const text = error instanceof Error ? error.message : String(error);
    return `maximus-server: ${firstLine(text)}\n  This is a fault of ours; --log-level debug shows where it happened.\n`;
  }
  const { file, line } = error.details;
  const place = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}:${line}: `;
  return `maximus-server: ${place}${firstLine(error.message)}\n  ${helpOf(error)}\n`;
}

/** The kernel's words name the command line's commands; ours differ. */
function helpOf({ code, help }: AppError): string {
  if (!code.startsWith('kernel.config_')) return help;
  return 'Every key: docs/reference/server-configuration.md; what is in force: maximus-server --print-config.';
}

/** What a module that did not start failed with. */
export function causeOf(thrown: unknown): unknown {
  if (isAppError(thrown) && thrown.code === 'modules.start_failed' && thrown.cause !== undefined) return thrown.cause;
  return thrown;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
