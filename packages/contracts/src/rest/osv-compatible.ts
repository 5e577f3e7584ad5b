import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';

const tag = 'OSV-compatible';
/** The handlers ask for a token of `advisories:read`, or a network of `osv.open_networks`. */
const access = { role: 'open' } as const;
const limit = 'compatible_reads';
const foreign = 'osv';
const maxBodyBytes = 4 * 1024 * 1024;

/** Loose, because what is wrong is answered in OSV's own way; fields as in its API. */
export const OsvQuery = z.looseObject({
  commit: z.unknown().optional(),
  version: z.unknown().optional(),
  /** `{name, ecosystem}` or `{purl}`. */
  package: z.unknown().optional(),
  page_token: z.unknown().optional(),
});
export type OsvQuery = z.infer<typeof OsvQuery>;

const osvRecord = z.looseObject({ id: z.string(), modified: z.string() });

/** OSV's "query by package": the records that hold for a version, or all of a package where no version is named. */
export const osvQuery = defineEndpoint({
  id: 'osvQuery',
  method: 'POST',
  path: '/v1/query',
  summary: "OSV's query: records for one package and version, whole",
  tag,
  access,
  limit,
  foreign,
  onlyAsks: true,
  maxBodyBytes,
  body: OsvQuery,
  answers: { 200: z.looseObject({ vulns: z.array(osvRecord).optional(), next_page_token: z.string().optional() }) },
});

/** The same for up to 1,000 packages, with ids only. */
export const osvQueryBatch = defineEndpoint({
  id: 'osvQueryBatch',
  method: 'POST',
  path: '/v1/querybatch',
  summary: "OSV's batch query: ids for up to 1,000 packages, in the order asked",
  tag,
  access,
  limit,
  foreign,
  onlyAsks: true,
  maxBodyBytes,
  body: z.looseObject({ queries: z.unknown().optional() }),
  answers: {
    200: z.looseObject({
      results: z.array(
        z.looseObject({
          vulns: z.array(z.strictObject({ id: z.string(), modified: z.string() })).optional(),
          next_page_token: z.string().optional(),
        }),
      ),
    }),
  },
});

/** A record by its id, whatever its case; aliases are not looked up, as in OSV. */
export const osvVulnerability = defineEndpoint({
  id: 'osvVulnerability',
  method: 'GET',
  path: '/v1/vulns/{id}',
  summary: 'One OSV record by its id',
  tag,
  access,
  limit,
  foreign,
  params: z.strictObject({ id: z.string().max(256) }),
  answers: { 200: osvRecord },
});

/** In the layout of OSV's bucket, so that it can be named as another server's feed. */
export const osvExport = defineEndpoint({
  id: 'osvExport',
  method: 'GET',
  path: '/export/osv/{ecosystem}/all.zip',
  summary: 'Every record of an ecosystem as one archive',
  tag,
  access,
  limit,
  foreign,
  params: z.strictObject({ ecosystem: z.string().max(64) }),
  answers: { 200: undefined, 304: undefined },
  produces: 'application/zip',
});
