import type { Route } from '@maximus/http';
import type { Jobs } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { dependencyTrackRoutes } from './dependency-track-routes.ts';
import { ExportArchives } from './export-archives.ts';
import { exportRoutes } from './export-routes.ts';
import { npmRoutes } from './npm-routes.ts';
import { NpmUpstream } from './npm-upstream.ts';
import { admitFrom } from './open-networks.ts';
import { osvRoutes } from './osv-routes.ts';

/** What the compatible endpoints stand on. */
export interface CompatibleNeeds {
  readonly parts: Parts;
  readonly jobs: Jobs;
  /** Folder of the advisory index. */
  readonly indexDir: string;
}

/** Everything that speaks as another: OSV, npm's registry, OSV's bucket, Dependency-Track (oraculo.md §8). */
export function startCompatible({ parts, jobs, indexDir }: CompatibleNeeds): { routes: Route[]; stop(): void } {
  const admit = admitFrom(parts.config.osv.open_networks);
  const archives = new ExportArchives(parts, indexDir);
  const upstream = new NpmUpstream(parts.config.npm.upstream, parts.log);
  return {
    routes: [
      ...osvRoutes(parts, admit),
      ...npmRoutes(parts, admit, upstream),
      ...exportRoutes(parts, admit, archives),
      ...dependencyTrackRoutes(parts, jobs),
    ],
    stop: () => archives.close(),
  };
}
