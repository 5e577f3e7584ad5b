import type { Feed } from '../types.ts';

/** FIRST's forecasts, one CSV for each day. A forecast is never evidence of exploitation. */
export const epss: Feed = {
  id: 'epss',
  kind: 'epss',
  brings: 'the forecast of exploitation within 30 days',
  publicUrl: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
  capabilities: { network: true, delta: false },
};
