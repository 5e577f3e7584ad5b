import { readFileSync } from 'node:fs';
import type { NetworkSettings } from '@maximus/advisories';
import { configErrors, parseDuration } from '@maximus/kernel';
import type { FeedsConfig } from './feeds-config.ts';

/** How feeds are reached. Throws `config.config_invalid` where the certificates cannot be read. */
export function networkOf(config: FeedsConfig): NetworkSettings {
  const { proxy, no_proxy } = config;
  return {
    ...(proxy !== '' && { proxy: { http: proxy, https: proxy, ...(no_proxy !== '' && { no: no_proxy }) } }),
    ...(config.ca_file !== '' && { caCertificates: authorities(config.ca_file) }),
    timeoutMs: parseDuration(config.timeout) ?? 30_000,
  };
}

function authorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw configErrors.config_invalid(`"feeds.ca_file": ${file} cannot be read`, { file }, cause);
  }
}
