export { type LogFields, type Logger, type LogLevel, type LogMethod, logLevels, silentLogger } from './logger.ts';
