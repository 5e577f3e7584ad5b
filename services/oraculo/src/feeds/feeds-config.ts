import { defaultEcosystems, feeds, publicFeeds } from '@maximus/advisories';
import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

const isAddress = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const address = (fallback: string, meaning: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => text === '' || isAddress(text), 'an http(s) address, or empty')
    .describe(meaning);
const duration = (fallback: string, meaning: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => parseDuration(text) !== undefined, 'a duration such as "30s"')
    .describe(meaning);

/** Where advisories come from. What an operator changed by the API stands before these (oraculo.md §1). */
export const FeedsConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether the feeds of the network are on; false: nothing is fetched from anywhere.'),
  osv_url: address(publicFeeds.osv ?? '', 'Base of an OSV bucket: <base>/<ecosystem>/all.zip. Empty: off.'),
  kev_url: address(publicFeeds.kev ?? '', "CISA's catalogue of known exploited vulnerabilities, JSON. Empty: off."),
  epss_url: address(publicFeeds.epss ?? '', "FIRST's exploitation forecasts, CSV or gzip. Empty: off."),
  osv_api_url: address(
    feeds.get('osv-api')?.publicUrl ?? '',
    'Base of an OSV API, for single packages and ids; off until somebody switches it on. Empty: cannot be switched on.',
  ),
  local: z
    .string()
    .default('')
    .describe(
      'Folder or archive of OSV records, a KEV catalogue and EPSS forecasts: the way into an air gap. It stands in the place of `osv`. Empty: off.',
    ),
  ecosystems: z
    .array(z.string().min(1).max(64))
    .max(100)
    .default([...defaultEcosystems])
    .describe('OSV ecosystems to fetch.'),
  first_sync_delay: duration('30s', 'Time from the first start to the first sync (duration).'),
  proxy: address('', 'Proxy for feeds. Empty: none.'),
  no_proxy: z.string().default('').describe('Hosts that are asked without the proxy, separated by commas.'),
  ca_file: z.string().default('').describe('PEM file with certificate authorities to trust beside the built-in ones.'),
  timeout: duration('30s', 'Time for one request (duration).'),
});
export type FeedsConfig = z.infer<typeof FeedsConfig>;
