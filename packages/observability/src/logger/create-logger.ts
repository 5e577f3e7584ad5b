import { type DestinationStream, pino } from 'pino';
import { correlation } from '../correlation.ts';
import { tracer } from '../tracing/tracer.ts';
import { createLogLevels, type LogLevels } from './levels.ts';
import type { LogFields, Logger, LogLevel, LogMethod } from './logger.ts';
import { createRedaction, type Redact } from './redact.ts';

/** What a root logger is made of. */
export interface LoggerOptions {
  readonly service: string;
  readonly environment: string;
  readonly level: LogLevel;
  /** Regular expressions whose matches are masked in every text. */
  readonly redact?: readonly string[];
  /** Where lines go, one JSON object each. */
  readonly destination: DestinationStream;
}

/** The root logger and the control over its levels. */
export interface RootLogger {
  readonly logger: Logger;
  readonly levels: LogLevels;
}

/**
 * A logger whose lines hold `timestamp, level, service, environment, logger, msg, correlation_id, causation_id, trace_id,
 * span_id, request_id, fields, err` (platform.md §4). Everything a caller passes is redacted and bounded.
 */
export function createLogger(options: LoggerOptions): RootLogger {
  const levels = createLogLevels(options.level);
  const redact = createRedaction(options.redact);
  const sink = pino(
    {
      level: 'trace',
      base: { service: options.service, environment: options.environment },
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      // Ours is the only serialiser: pino's own would print an error before it is redacted.
      serializers: { err: (error: unknown) => error },
    },
    options.destination,
  );
  return { logger: wrap({ sink, levels, redact }, {}, undefined), levels };
}

interface Parts {
  readonly sink: pino.Logger;
  readonly levels: LogLevels;
  readonly redact: Redact;
}

function wrap(parts: Parts, bindings: LogFields, name: string | undefined): Logger {
  const at =
    (level: Exclude<LogLevel, 'silent'>): LogMethod =>
    (first: LogFields | string, message?: string) => {
      if (!parts.levels.shows(level, name)) return;
      const [fields, msg] = typeof first === 'string' ? [{}, first] : [first, message ?? ''];
      parts.sink[level](lineOf(parts.redact, name, bindings, fields), String(parts.redact(msg)));
    };
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: ({ logger, ...more }) => wrap(parts, { ...bindings, ...more }, typeof logger === 'string' ? logger : name),
  };
}

function lineOf(redact: Redact, name: string | undefined, bindings: LogFields, own: LogFields): object {
  const { err, ...fields } = { ...bindings, ...own };
  const chain = correlation.current();
  const trace = tracer.current();
  return {
    ...(name === undefined ? {} : { logger: name }),
    ...(chain === undefined ? {} : { correlation_id: chain.correlationId }),
    ...(typeof chain?.causationId === 'string' ? { causation_id: chain.causationId } : {}),
    ...(chain?.requestId === undefined ? {} : { request_id: chain.requestId }),
    ...(trace === undefined ? {} : { trace_id: trace.traceId, span_id: trace.spanId }),
    ...(Object.keys(fields).length === 0 ? {} : { fields: redact(fields) }),
    ...(err === undefined ? {} : { err: redact(err instanceof Error ? err : new Error(String(err))) }),
  };
}
