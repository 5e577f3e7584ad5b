/**
 * What every part stands on: errors as tables, results as values, time as an argument, settings as described schemas.
 * Not a toolbox: a thing used by one package lives there. Read errors.ts first.
 */

export { type Clock, frozenClock, steadyClock, systemClock } from './clock.ts';
export {
  type ConfigField,
  type ConfigSources,
  configErrors,
  configFields,
  parseDuration,
  parseSize,
  type ResolvedConfig,
  resolveConfig,
  suggest,
} from './config/index.ts';
export { AppError, defineErrors, type ErrorDetails, type ErrorRow, type ErrorTable, isAppError } from './errors.ts';
export { formatId, type Id, type IdPrefix, idPrefixes, isUuid, newId, newUuid, parseId } from './ids.ts';
export { canonicalJson, canonicalText } from './json/canonical-json.ts';
export { type Lifecycle, type LifecycleEvents, startModules } from './modules/lifecycle.ts';
export {
  type CheckResult,
  type HealthCheck,
  type Module,
  type Readiness,
  type Running,
  startOrder,
} from './modules/modules.ts';
export { fail, ok, type Result, unwrap } from './result.ts';
