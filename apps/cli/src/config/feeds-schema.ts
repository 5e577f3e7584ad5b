import { defaultEcosystems, publicFeeds } from '@maximus/advisories';
import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

const address = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

function feed(fallback: string | undefined, meaning: string) {
  return z
    .string()
    .default(fallback ?? '')
    .refine((text) => text === '' || address(text), 'an http(s) address, or empty to leave the feed out')
    .describe(meaning);
}

/** Where `db update` fetches from. */
export const FeedsConfig = z.strictObject({
  osv_url: feed(publicFeeds.osv, 'Base of an OSV bucket: <base>/<ecosystem>/all.zip. Empty leaves the feed out.'),
  kev_url: feed(publicFeeds.kev, "CISA's catalogue of known exploited vulnerabilities, JSON. Empty leaves it out."),
  epss_url: feed(publicFeeds.epss, "FIRST's exploitation forecasts, CSV or gzip. Empty leaves them out."),
  ecosystems: z
    .array(z.string())
    .default([...defaultEcosystems])
    .describe('OSV ecosystems to fetch.'),
  ca_file: z.string().default('').describe('PEM file with certificate authorities to trust beside the built-in ones.'),
  timeout: z
    .string()
    .default('30s')
    .refine((text) => parseDuration(text) !== undefined, 'a duration such as "30s"')
    .describe('Time for one request (duration).'),
});
export type FeedsConfig = z.infer<typeof FeedsConfig>;
