import type { LogFields, Logger, LogLevel, LogMethod } from '../logger/logger.ts';

/** One line that a recording logger was given. */
export interface RecordedLine extends LogFields {
  readonly level: LogLevel;
  readonly msg: string;
}

/** A logger that keeps every line, with the bindings of the child that wrote it. */
export function recordingLogger(): { readonly logger: Logger; readonly lines: RecordedLine[] } {
  const lines: RecordedLine[] = [];
  const make = (bindings: LogFields): Logger => {
    const at =
      (level: LogLevel): LogMethod =>
      (first: LogFields | string, message?: string) => {
        const fields = typeof first === 'string' ? {} : first;
        lines.push({ ...bindings, ...fields, level, msg: typeof first === 'string' ? first : (message ?? '') });
      };
    return {
      trace: at('trace'),
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (more) => make({ ...bindings, ...more }),
    };
  };
  return { logger: make({}), lines };
}
