import { z } from 'zod';
import { Feed, IndexState } from '../estate/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Oráculo';
const byId = z.strictObject({ id: z.string().max(64) });

/** A feed as the API shows it. */
export const FeedStatus = Feed.extend({
  /** What it brings, one sentence. */
  brings: z.string(),
  /** `open`: it failed so often that it rests a while before it is tried again. */
  breaker: z.enum(['closed', 'open', 'half_open']),
  version: z.number().int(),
});
export type FeedStatus = z.infer<typeof FeedStatus>;

/** What an operator may change; an address is of http or https. Paths of `local` are changed in the configuration only. */
export const FeedPatch = z
  .strictObject({
    enabled: z.boolean(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_048)
      .refine((text) => !text.includes('@'), 'an address without credentials'),
    period_seconds: z.number().int().min(60).max(2_592_000),
    freshness_limit_seconds: z.number().int().min(60).max(31_536_000),
  })
  .partial();
export type FeedPatch = z.infer<typeof FeedPatch>;

/** Every feed, also those that are off. */
export const listFeeds = defineEndpoint({
  id: 'listFeeds',
  method: 'GET',
  path: '/api/oraculo/feeds',
  summary: 'Feeds with state, freshness, last error and next run',
  tag,
  access: { role: 'viewer' },
  answers: { 200: z.strictObject({ items: z.array(FeedStatus) }) },
});

/** The short form, for monitors. */
export const getFeedsHealth = defineEndpoint({
  id: 'getFeedsHealth',
  method: 'GET',
  path: '/api/oraculo/feeds/health',
  summary: 'State and freshness of every feed, and the worst of them',
  tag,
  access: { role: 'viewer' },
  answers: {
    200: z.strictObject({
      status: z.enum(['healthy', 'degraded']),
      feeds: z.array(
        Feed.pick({ id: true, enabled: true, state: true, freshness: true, last_success_at: true, last_error: true }),
      ),
    }),
  },
});

const packageQuestion = z.strictObject({
  ecosystem: z.string().min(1).max(64),
  name: z.string().min(1).max(300),
  version: z.string().min(1).max(256).optional(),
});

/** What `osv-api` is to look up, in the place of the packages of the estate. */
export const FeedLookUp = z.strictObject({
  ids: z.array(z.string().min(1).max(128)).max(1_000).default([]),
  packages: z.array(packageQuestion).max(1_000).default([]),
});
export type FeedLookUp = z.infer<typeof FeedLookUp>;

/** Asks for a sync now; it runs after those that are at work, one at a time over all servers. */
export const syncFeed = defineEndpoint({
  id: 'syncFeed',
  method: 'POST',
  path: '/api/oraculo/feeds/{id}/sync',
  summary: 'Sync a feed now',
  tag,
  access: { role: 'operator' },
  params: byId,
  /** Only for `osv-api`. */
  body: FeedLookUp.optional(),
  answers: { 202: FeedStatus },
});

/** `If-Match` with the version is honoured where it is sent. */
export const updateFeed = defineEndpoint({
  id: 'updateFeed',
  method: 'PATCH',
  path: '/api/oraculo/feeds/{id}',
  summary: 'Switch a feed on or off, or change its address or period',
  tag,
  access: { role: 'operator' },
  params: byId,
  body: FeedPatch,
  answers: { 200: FeedStatus },
});

/** The live generation, and which ecosystems can be checked with it; the others cannot. */
export const LiveIndexState = IndexState.extend({
  covered: z.array(z.string()),
  freshness: z.enum(['fresh', 'stale']),
});
export type LiveIndexState = z.infer<typeof LiveIndexState>;

/** What the index that answers now says of itself; 503 while there is none. */
export const getLiveIndex = defineEndpoint({
  id: 'getLiveIndex',
  method: 'GET',
  path: '/api/oraculo/index',
  summary: 'The live generation of the advisory index',
  tag,
  access: { role: 'viewer' },
  answers: { 200: LiveIndexState },
});
