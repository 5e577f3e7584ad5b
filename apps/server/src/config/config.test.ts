import { configFields } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { ServerConfig } from './schema.ts';
import { showConfig } from './show.ts';

const load = (environment: Record<string, string> = {}, flags: Record<string, string> = {}) =>
  loadConfig({ environment, flags, file: undefined, workingFolder: '/nowhere' });

describe('the settings', () => {
  it('are described one and all, and have defaults', () => {
    for (const { key, description, fallback } of configFields(ServerConfig)) {
      expect(description.length, key).toBeGreaterThan(10);
      expect(fallback, key).toBeDefined();
    }
  });

  it('take the usual name of the database where ours is not set', () => {
    const url = (environment: Record<string, string>) => {
      const loaded = load(environment);
      return loaded.ok ? loaded.value.value.database.url : loaded.error;
    };
    expect(url({ DATABASE_URL: 'postgres://a@h/x' })).toBe('postgres://a@h/x');
    expect(url({ DATABASE_URL: 'postgres://a@h/x', MAXIMUS_DATABASE_URL: 'postgres://b@h/x' })).toBe(
      'postgres://b@h/x',
    );
  });

  it('read texts of the command line as the setting says', () => {
    const loaded = load({}, { 'http.port': '9', 'http.trusted_proxies': '10.0.0.0/8, ::1', examples: 'false' });
    expect(loaded).toMatchObject({
      ok: true,
      value: { value: { http: { port: 9, trusted_proxies: ['10.0.0.0/8', '::1'] }, examples: false } },
    });
  });

  it.each([
    ['http.public_url', 'ftp://x'],
    ['http.trusted_proxies', 'everyone'],
    ['log.redact', '('],
    ['tracing.ratio', '2'],
    ['environment', 'Production!'],
    ['metrics.port', '8001'],
  ])('refuse %s=%s', (key, value) => {
    expect(load({}, { [key]: value }).ok).toBe(false);
  });

  it('are shown without what is secret', () => {
    const loaded = load({ MAXIMUS_AUTH_OIDC_CLIENT_SECRET: 'hunter2', DATABASE_URL: 'postgres://a:hunter2@h/x' });
    expect(loaded.ok && showConfig(loaded.value)).not.toContain('hunter2');
  });
});
