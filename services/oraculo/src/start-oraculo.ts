import type { NetworkSettings } from '@maximus/advisories';
import type { Cache } from '@maximus/cache';
import type { NewProject, Project } from '@maximus/contracts';
import type { Route } from '@maximus/http';
import {
  type Clock,
  fail,
  type HealthCheck,
  newId,
  parseDuration,
  parseSize,
  type Result,
  type Running,
} from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry } from '@maximus/observability';
import { type ChangeFindings, type Database, type Jobs, projectsByKey, sourceOf } from '@maximus/storage';
import { startCompatible } from './compatible/start-compatible.ts';
import type { OraculoConfig } from './config.ts';
import { acceptGroup } from './delta/accept-group.ts';
import type { DeltaReport } from './delta/apply-judgement.ts';
import { findingChanger } from './delta/change-findings.ts';
import { checkDrift } from './delta/check-drift.ts';
import { endExpiredAcceptances } from './delta/end-expired.ts';
import { MatchKeeper } from './delta/match-keeper.ts';
import { errors } from './errors.ts';
import { exportRoutes } from './exports/index.ts';
import { startFeeds } from './feeds/start-feeds.ts';
import { KnownComponents } from './imports/known-components.ts';
import { IndexHolder } from './live-index/index-holder.ts';
import type { IndexLease } from './live-index/live-index.ts';
import { oraculoMetrics } from './metrics.ts';
import type { Parts } from './parts.ts';
import { projectNamed, registerProject } from './projects/manage-projects.ts';
import { registerExamples } from './projects/register-examples.ts';
import { readingRoutes } from './reading/index.ts';
import { apvRoutes } from './rest/apv-routes.ts';
import { metricsRoutes } from './rest/metrics-routes.ts';
import { projectRoutes } from './rest/project-routes.ts';
import { scanRoutes, testRoutes } from './rest/scan-routes.ts';
import { acceptUpload } from './rest/take-upload.ts';
import { requestProjectScan, scanJob } from './scans/request-scan.ts';
import { runScan } from './scans/run-scan.ts';
import { isStale } from './scans/scan-end.ts';
import { scheduleDue, scheduleJob } from './scans/schedule.ts';
import { credentialsFrom, type FindCredentials } from './sources/clone-credentials.ts';
import { type OpenTree, withTree } from './sources/open-tree.ts';
import { type CloneLimits, gitSource } from './sources/take-git.ts';
import { pathSource } from './sources/take-path.ts';
import { takeSbom } from './sources/take-upload.ts';

/** What Oráculo is started with. */
export interface OraculoNeeds {
  readonly config: OraculoConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: MetricsRegistry | undefined;
  readonly database: Database;
  /** Handlers are registered here; the owner starts it afterwards. */
  readonly jobs: Jobs;
  readonly cache: Cache;
  /** Folder of the advisory index. */
  readonly indexDir: string;
  /** Of the program. */
  readonly version: string;
  /** `production` refuses the test endpoints. */
  readonly environment: string;
  /** How feeds are reached, as far as the configuration does not say it: the proxy of the environment, for one. */
  readonly network?: NetworkSettings;
}

/** What others ask of Oráculo within the process. */
export interface Oraculo {
  readonly parts: Parts;
  registerProject(project: NewProject, correlationId: string): Promise<Project>;
  /** Registers the example projects of a folder; a second call changes nothing. */
  registerExamples(folder: string): Promise<readonly string[]>;
  requestScan(project: string, correlationId: string): Promise<{ readonly scanId: string; readonly joined: boolean }>;
  /** Stores an SBOM and asks for its import; checked first, so that a bad one is refused at once. */
  importSbom(upload: {
    readonly bytes: Uint8Array;
    readonly project: string;
    readonly create: boolean;
    readonly tool: string;
    readonly correlationId: string;
  }): Promise<{ readonly scanId: string; readonly snapshotId: string; readonly projectId: string }>;
  /** Looks for a newer index at once and brings the estate to it; after a feed was synced. */
  applyAdvisoryChanges(correlationId: string): Promise<DeltaReport | undefined>;
  /** A lease on the live index, for answers that are read from it; end it. Nothing while there is no index. */
  leaseIndex(): IndexLease | undefined;
  checkDrift(): Promise<number>;
  /** Moves findings for services that confirm, remedy and decide; their APVs follow in the same transaction. */
  readonly changeFindings: ChangeFindings;
  /**
   * Opens the files of a project for some work. With `branch` a fresh clone of a branch of the named origin, which may be a
   * folder of this machine that the project itself pushes to. Fails with `oraculo.*`.
   */
  withProject<T>(
    projectKey: number,
    options: { readonly branch?: { readonly origin: string; readonly name: string }; readonly signal: AbortSignal },
    work: (tree: OpenTree) => Promise<T>,
  ): Promise<Result<T>>;
}

const driftJob = 'oraculo.drift';
const expiryJob = 'oraculo.expiry';
const acceptJob = 'oraculo.accept';

/** Starts sensing and matching; throws `oraculo.test_disabled` for test endpoints in production. */
export async function startOraculo(needs: OraculoNeeds): Promise<Running<Oraculo, Route>> {
  const { config, clock, logger, database, jobs } = needs;
  if (config.test.endpoints && needs.environment === 'production')
    throw errors.test_disabled('test.endpoints is refused with environment=production');
  const index = new IndexHolder(needs.indexDir, logger);
  const metrics = bindMetrics(oraculoMetrics, needs.metrics);
  const known = new KnownComponents();
  const parts: Parts = { database, clock, log: logger, metrics, index, known, config, version: needs.version };
  const keeper = new MatchKeeper(parts);
  const credentials = credentialsFrom(config.source.credentials);
  registerJobs(parts, keeper, jobs, credentials);
  const compatible = startCompatible({ parts, jobs, indexDir: needs.indexDir });
  const feeds = await startFeeds({ parts, keeper, jobs, indexDir: needs.indexDir, network: needs.network });
  await index.refresh();
  const watch = watchIndex(parts, keeper);
  return {
    value: oraculoOf(parts, keeper, jobs, credentials),
    routes: [
      ...projectRoutes(parts, jobs),
      ...apvRoutes(parts),
      ...scanRoutes(parts, jobs),
      ...metricsRoutes(parts, needs.cache),
      ...readingRoutes(parts, needs.cache),
      ...exportRoutes(parts),
      ...feeds.routes,
      ...compatible.routes,
      ...(config.test.endpoints ? testRoutes(parts) : []),
    ],
    checks: [indexCheck(parts), ...feeds.checks],
    ready: () => ({ ready: true }),
    stop: async () => {
      compatible.stop();
      await watch.stop();
      keeper.close();
      index.close();
    },
  };
}

function registerJobs(parts: Parts, keeper: MatchKeeper, jobs: Jobs, credentials: FindCredentials): void {
  const { config } = parts;
  const maxMs = parseDuration(config.scan.max_time) ?? 600_000;
  const sources = {
    path: pathSource(config.source.roots, maxMs),
    git: gitSource(cloneLimits(config)),
  };
  jobs.register(
    scanJob,
    async (payload, context) => {
      const { scan_id } = payload as { readonly scan_id: string };
      await runScan({ parts, keeper, sources, credentials }, scan_id, context);
    },
    { stuckAfterMs: maxMs + 300_000 },
  );
  jobs.register(scheduleJob, async () => void (await scheduleDue(parts, jobs)), { cron: '* * * * *' });
  jobs.register(expiryJob, async () => void (await endExpiredAcceptances(parts, newId('evt', parts.clock))), {
    cron: '*/5 * * * *',
  });
  // Told by review, when a decision that holds beyond one finding has come into force.
  jobs.register(acceptJob, async (payload) => {
    const { group_key, correlation_id } = payload as { readonly group_key: number; readonly correlation_id: string };
    await acceptGroup(parts, group_key, correlation_id);
  });
  jobs.register(
    driftJob,
    async () => {
      using lease = parts.index.tryLease();
      if (lease !== undefined) await checkDrift(parts, lease.live);
    },
    { cron: '17 3 * * *' },
  );
}

function cloneLimits({ scan, source }: OraculoConfig): CloneLimits {
  return {
    schemes: source.git_schemes,
    allowPrivate: source.allow_private_addresses,
    maxBytes: parseSize(source.max_clone_size) ?? 0,
    timeoutMs: parseDuration(source.clone_timeout) ?? 0,
    maxMs: parseDuration(scan.max_time) ?? 600_000,
  };
}

/** Looks for a newer index now and then, until it is stopped; each look ends before the next begins. */
function watchIndex(parts: Parts, keeper: MatchKeeper): { stop(): Promise<void> } {
  const periodMs = parseDuration(parts.config.index.watch_period) ?? 1_000;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    try {
      await parts.index.refresh();
      await keeper.catchUp();
    } catch (error) {
      parts.log.error({ err: error }, 'the estate could not be brought to the live index; it is tried again');
    }
    if (!stopped) timer = setTimeout(next, periodMs);
  };
  let running = Promise.resolve();
  const next = () => {
    running = look();
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
    },
  };
}

function oraculoOf(parts: Parts, keeper: MatchKeeper, jobs: Jobs, credentials: FindCredentials): Oraculo {
  return {
    parts,
    changeFindings: findingChanger(parts),
    withProject: async (projectKey, { branch, signal }, work) => {
      const [project] = await projectsByKey(parts.database, [projectKey]);
      if (project === undefined) return fail(errors.project_not_found('the project is gone'));
      const own = sourceOf(project);
      const clone = cloneLimits(parts.config);
      const needs = { roots: parts.config.source.roots, clone, credentials, signal };
      if (branch === undefined) return withTree(own, needs, work);
      const isFolder = branch.origin.startsWith('/');
      // The origin is one that the server itself has pushed to; a foreign address keeps to the rules of sources.
      const rules = isFolder ? { ...clone, schemes: ['file'] } : clone;
      const location = isFolder ? `file://${branch.origin}` : branch.origin;
      const source = { ...own, kind: 'git', location, ref: branch.name } as const;
      return withTree(source, { ...needs, clone: rules }, work);
    },
    registerProject: async (project, correlationId) =>
      (await registerProject(parts, jobs, project, { correlationId })).project,
    registerExamples: (folder) => registerExamples(parts, jobs, folder),
    requestScan: async (name, correlationId) => {
      const project = await projectNamed(parts, name);
      return parts.database.transaction((tx) =>
        requestProjectScan(tx, parts, jobs, project, { trigger: 'manual', correlationId }),
      );
    },
    importSbom: async (upload) => {
      const checked = await takeSbom(upload.bytes, { tool: upload.tool });
      if (!checked.ok) throw checked.error;
      const done = await acceptUpload(parts, jobs, { ...upload, kind: 'sbom', trigger: 'upload' });
      return { scanId: done.scanId, snapshotId: done.snapshotId, projectId: done.project.id };
    },
    applyAdvisoryChanges: async (correlationId) => {
      await parts.index.refresh();
      return keeper.catchUp(correlationId);
    },
    leaseIndex: () => parts.index.tryLease(),
    checkDrift: async () => {
      using lease = parts.index.lease();
      return (await checkDrift(parts, lease.live)).length;
    },
  };
}

/** Scans answer "could not check" without an index, and results are stale with an old one (oraculo.md §10). */
function indexCheck(parts: Parts): HealthCheck {
  return {
    name: 'index',
    check: async () => {
      using lease = parts.index.tryLease();
      if (lease === undefined)
        return { status: 'unhealthy', detail: parts.index.trouble ?? 'there is no advisory index' };
      if (isStale(parts, lease.live)) return { status: 'degraded', detail: 'a source is older than index.max_age' };
      return { status: 'healthy', detail: `generation ${lease.live.generation}` };
    },
  };
}
