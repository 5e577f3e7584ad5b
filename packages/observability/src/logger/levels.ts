import { type LogLevel, logLevels } from './logger.ts';

const rank = new Map(logLevels.map((level, at) => [level, at]));

/** Which lines are shown, changeable while the process runs. */
export interface LogLevels {
  /** Sets the level of a logger and of those below it (`bus` covers `bus.kafka`); without a name, of all others. */
  set(level: LogLevel, logger?: string): void;
  shows(level: LogLevel, logger: string | undefined): boolean;
  /** What was set, by name; the empty name stands for all others. */
  current(): ReadonlyMap<string, LogLevel>;
}

/** Levels per logger name, the nearest name that was set decides. */
export function createLogLevels(initial: LogLevel): LogLevels {
  const own = new Map<string, LogLevel>([['', initial]]);
  const resolved = new Map<string, number>();
  const resolve = (logger: string): number => {
    for (let name = logger; ; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      const level = own.get(name);
      if (level !== undefined) return rank.get(level) ?? 0;
    }
  };
  return {
    set: (level, logger = '') => {
      own.set(logger, level);
      resolved.clear();
    },
    shows: (level, logger = '') => {
      let threshold = resolved.get(logger);
      if (threshold === undefined) {
        threshold = resolve(logger);
        if (resolved.size < 1_000) resolved.set(logger, threshold);
      }
      return (rank.get(level) ?? 0) >= threshold;
    },
    current: () => new Map(own),
  };
}
