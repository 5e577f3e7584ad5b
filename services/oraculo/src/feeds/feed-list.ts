import { feeds as known } from '@maximus/advisories';
import type { FeedSeed } from '@maximus/storage';
import type { FeedsConfig } from './feeds-config.ts';

const hourSeconds = 3_600;

/** Seconds between two syncs of a feed that nobody has changed (oraculo.md §1). */
const periods = {
  osv: hourSeconds / 4,
  kev: hourSeconds,
  epss: 6 * hourSeconds,
  local: hourSeconds / 4,
  'osv-api': hourSeconds,
} as const;

/** Ids of the feeds of this server. */
export type FeedId = keyof typeof periods;

/** The feeds as the configuration has them. `local` stands in the place of `osv`: only one of both is on. */
export function feedSeeds(config: FeedsConfig): readonly FeedSeed[] {
  const urls: Readonly<Record<FeedId, string>> = {
    osv: config.osv_url,
    kev: config.kev_url,
    epss: config.epss_url,
    local: config.local,
    'osv-api': config.osv_api_url,
  };
  return (Object.keys(periods) as FeedId[]).map((id) => {
    const isNetwork = id !== 'local';
    // A fallback is not used unasked, and an archive and a local source do not mix.
    const isLeftOut = id === 'osv-api' || (id === 'osv' && config.local !== '');
    return {
      id,
      kind: id,
      url: urls[id],
      enabled: urls[id] !== '' && !isLeftOut && (config.enabled || !isNetwork),
      periodSeconds: periods[id],
      freshnessLimitSeconds: 4 * periods[id],
    };
  });
}

/** What a feed brings, one sentence. */
export function bringsOf(id: string): string {
  return known.get(id)?.brings ?? '';
}
