/** Severities, least severe first; `silent` shows nothing. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
/** One of them. */
export type LogLevel = (typeof logLevels)[number];

/** Facts of one line. `err` holds an error; every other key is a field of its own and is redacted by its name. */
export interface LogFields {
  readonly err?: unknown;
  readonly [field: string]: unknown;
}

/** Writes one line: facts first, then a static text (what varies belongs into the facts). */
export interface LogMethod {
  (fields: LogFields, message: string): void;
  (message: string): void;
}

/** A logger of one part; pino-shaped. The correlation and trace ids of the running work are added to every line. */
export interface Logger {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** A logger whose lines carry these facts too. A `logger` binding names it; its level can be changed by that name. */
  child(bindings: LogFields): Logger;
}

const nothing: LogMethod = () => undefined;

/** A logger that writes nothing: the default of every part that is given none. */
export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};
