import { epss } from './epss/index.ts';
import { kev } from './kev/index.ts';
import { local } from './local/index.ts';
import { osv } from './osv/index.ts';
import { osvApi } from './osv-api/index.ts';
import type { Feed } from './types.ts';

/** Every feed by id, alphabetical. A folder that is not here fails the registry's test. */
export const feeds: ReadonlyMap<string, Feed> = new Map([epss, kev, local, osv, osvApi].map((feed) => [feed.id, feed]));
