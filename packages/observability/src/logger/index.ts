export { createLogger, type LoggerOptions, type RootLogger } from './create-logger.ts';
export { type LogTarget, type OpenDestination, openDestination } from './destination.ts';
export type { LogLevels } from './levels.ts';
export { type LogFields, type Logger, type LogLevel, type LogMethod, logLevels, silentLogger } from './logger.ts';
