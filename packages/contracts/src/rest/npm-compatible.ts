import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';

const tag = 'npm-compatible';
/** The handlers ask for a token of `advisories:read`, or a network of `osv.open_networks`. */
const access = { role: 'open' } as const;
const limit = 'compatible_reads';
const foreign = 'npm';

/** One advisory as npm's clients read it; `id` is a positive integer that stays the same for a record. */
export const NpmAdvisory = z.strictObject({
  id: z.number().int().positive(),
  url: z.string(),
  title: z.string(),
  severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
  /** A range in the syntax of node-semver. */
  vulnerable_versions: z.string(),
  cwe: z.array(z.string()),
  cvss: z.strictObject({ score: z.number(), vectorString: z.string().nullable() }),
});
export type NpmAdvisory = z.infer<typeof NpmAdvisory>;

/** What `npm audit` sends: package name → versions in use. */
export const npmBulkAdvisories = defineEndpoint({
  id: 'npmBulkAdvisories',
  method: 'POST',
  path: '/-/npm/v1/security/advisories/bulk',
  summary: "npm's bulk advisory endpoint",
  tag,
  access,
  limit,
  foreign,
  onlyAsks: true,
  maxBodyBytes: 16 * 1024 * 1024,
  /** Package name → versions; checked by the handler, which answers in npm's way. */
  body: z.unknown(),
  answers: { 200: z.record(z.string(), z.array(NpmAdvisory)) },
});

const packageName = z.string().min(1).max(300);
const fileName = z.string().min(1).max(300);
const proxied = {
  method: 'GET',
  tag,
  access,
  limit,
  foreign,
  answers: { 200: undefined, 304: undefined },
  produces: 'application/json',
} as const;

/** A package's document, from the registry that is configured; a scope comes encoded: `@scope%2fname`. */
export const npmPackage = defineEndpoint({
  ...proxied,
  id: 'npmPackage',
  path: '/{package}',
  summary: 'A package document, passed on from the upstream registry',
  params: z.strictObject({ package: packageName }),
});

/** A package archive. */
export const npmTarball = defineEndpoint({
  ...proxied,
  id: 'npmTarball',
  path: '/{package}/-/{file}',
  summary: 'A package archive, passed on from the upstream registry',
  params: z.strictObject({ package: packageName, file: fileName }),
  produces: 'application/octet-stream',
});

/** An archive of a scoped package whose scope is not encoded. */
export const npmScopedTarball = defineEndpoint({
  ...proxied,
  id: 'npmScopedTarball',
  path: '/{scope}/{package}/-/{file}',
  summary: 'An archive of a scoped package, passed on from the upstream registry',
  params: z.strictObject({ scope: packageName, package: packageName, file: fileName }),
  produces: 'application/octet-stream',
});
