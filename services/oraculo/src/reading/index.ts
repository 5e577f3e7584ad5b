/** What pages ask for: findings, components, snapshots, search, trends. Reads only. Read pages.ts first. */
import type { Cache } from '@maximus/cache';
import type { Route } from '@maximus/http';
import type { Parts } from '../parts.ts';
import { componentRoutes } from './component-routes.ts';
import { findingRoutes } from './finding-routes.ts';
import { insightRoutes } from './insight-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { snapshotRoutes } from './snapshot-routes.ts';

/** Every route of the read side. */
export function readingRoutes(parts: Parts, cache: Cache): Route[] {
  return [
    ...findingRoutes(parts),
    ...componentRoutes(parts),
    ...snapshotRoutes(parts),
    ...searchRoutes(parts),
    ...insightRoutes(parts, cache),
  ];
}
