import { checkAuthConfig } from '@maximus/identity';
import { type AppError, configErrors } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { ServerConfig } from './schema.ts';

/** Faults that only show when settings are looked at together. */
export function checkTogether(config: ServerConfig): readonly AppError[] {
  const faults: AppError[] = [];
  const { bus, http, metrics } = config;
  if (bus.driver === 'kafka' && bus.kafka.brokers.length === 0) {
    faults.push(configErrors.config_invalid('"bus.kafka.brokers" is required when "bus.driver" is kafka'));
  }
  if (metrics.port !== 0 && metrics.port === http.port) {
    faults.push(configErrors.config_invalid(`"metrics.port" and "http.port" are both ${http.port}`));
  }
  if (config.test.endpoints && config.environment === 'production') {
    faults.push(errors.refused_in_production('"test.endpoints" is refused with environment=production'));
  }
  const auth = checkAuthConfig(config.auth, config.environment);
  if (!auth.ok) faults.push(auth.error);
  return faults;
}
