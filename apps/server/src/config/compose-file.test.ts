import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from './load.ts';

const read = (name: string) => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8');
const compose = read('docker-compose.yml');
const image = read('Dockerfile');

/** The variables that the file gives the server, with what it puts where nobody sets anything. */
function serverVariables(set: Readonly<Record<string, string>> = {}): Record<string, string> {
  const fill = (text: string): string => {
    const filled = text.replace(/\$\{(\w+)(?::[-?]([^${}]*))?\}/g, (_all, name: string, or = '') => set[name] ?? or);
    return filled === text ? text : fill(filled);
  };
  const lines = [...compose.matchAll(/^ {6}(MAXIMUS_\w+): (.*)$/gm)];
  const own = [...image.matchAll(/^\s*(?:ENV )?(MAXIMUS_\w+)=([^\s$]+)/gm)];
  const pairs = [...own, ...lines].map(([, name = '', value = '']) => [name, fill(value)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

const load = (environment: Record<string, string>) =>
  loadConfig({ environment, flags: {}, file: undefined, workingFolder: '/nowhere' });

test('every variable of the compose file is a setting, and its value is taken', () => {
  const environment = serverVariables();
  expect(Object.keys(environment).length).toBeGreaterThan(8);
  const loaded = load(environment);
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'));
  const { value, unknownVariables } = loaded.value;
  expect(unknownVariables.filter((name) => name !== 'MAXIMUS_COMMIT')).toEqual([]);
  expect(value).toMatchObject({
    environment: 'production',
    http: { host: '0.0.0.0', port: 8001, public_url: 'http://localhost:8001' },
    bus: { driver: 'memory', kafka: { brokers: ['kafka:9092'] } },
    database: { password: expect.stringContaining('password that PostgreSQL gets') },
  });
  const all = load(serverVariables({ MAXIMUS_BUS_DRIVER: 'kafka', MAXIMUS_REDIS_URL: 'redis://redis:6379' }));
  expect(all.ok && all.value.value.bus.driver).toBe('kafka');
});

test('its port, folder, secret and hosts are those of the image and of the other services', () => {
  const services = new Set([...compose.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name));
  for (const host of ['postgres', 'kafka', 'redis']) expect(services).toContain(host);
  expect(image).toContain('EXPOSE 8001');
  expect(compose).toContain('MAXIMUS_PORT:-8001}:8001"');
  expect(compose).toContain('volumes: ["data:/data"]');
  expect(image).toContain('VOLUME /data');
  const { MAXIMUS_DATABASE_URL = '', MAXIMUS_DATABASE_PASSWORD } = serverVariables({ POSTGRES_PASSWORD: 'one' });
  const { hostname, username, pathname } = new URL(MAXIMUS_DATABASE_URL);
  expect([hostname, username, pathname]).toEqual(['postgres', 'maximus', '/maximus']);
  expect(compose).toContain(`POSTGRES_USER: ${username}`);
  expect(compose).toContain('environment: POSTGRES_PASSWORD');
  expect(MAXIMUS_DATABASE_PASSWORD).toBe('one');
});

test('it runs as a user that is not root, and nothing has to be written into a root file system that is read-only', () => {
  expect(image).toContain('USER 1000:1000');
  const readOnly = compose.split(/^ {2}(?=\w+:$)/m).filter((service) => service.includes('read_only: true'));
  expect(readOnly.map((service) => service.split(':')[0])).toEqual(['server']);
  // Docker refuses the container then ("container rootfs is marked read-only").
  for (const service of readOnly) expect(service).not.toMatch(/^ {4}(?:secrets|configs):/m);
});
