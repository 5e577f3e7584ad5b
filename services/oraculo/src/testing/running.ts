import { CacheConfig, createCache, createMemoryRedis } from '@maximus/cache';
import type { Endpoint } from '@maximus/contracts';
import type { Answer, HandlerInput, Route } from '@maximus/http';
import type { Clock, Running } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { createJobs, type Jobs, type OpenDatabase } from '@maximus/storage';
import { OraculoConfig } from '../config.ts';
import { type Oraculo, startOraculo } from '../start-oraculo.ts';

/** Oráculo as the server runs it: with jobs, a cache and routes. */
export interface RunningOraculo extends AsyncDisposable {
  readonly running: Running<Oraculo, Route>;
  readonly jobs: Jobs;
  /** Calls an endpoint as an operator; parameters, query and body are checked against its schemas first. */
  call(endpoint: Endpoint, input?: CallInput): Promise<Answer>;
}

/** What a call sends. */
export interface CallInput {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly upload?: HandlerInput<Endpoint>['upload'];
}

/** Starts it on a database. */
export async function runOraculo(options: {
  readonly database: OpenDatabase;
  readonly clock: Clock;
  readonly indexDir: string;
  readonly config?: object;
}): Promise<RunningOraculo> {
  const { database, clock } = options;
  const jobs = await createJobs({ database, logger: silentLogger, concurrency: 2 });
  const cache = await createCache({ config: CacheConfig.parse({}), redis: createMemoryRedis() });
  const running = await startOraculo({
    config: OraculoConfig.parse(options.config ?? {}),
    clock,
    logger: silentLogger,
    database,
    jobs,
    cache,
    indexDir: options.indexDir,
    version: '0.0.0-test',
    environment: 'test',
  });
  await jobs.start();
  const call: RunningOraculo['call'] = async (endpoint, input = {}) => {
    const route = running.routes?.find((each) => each.endpoint.id === endpoint.id);
    if (route === undefined) throw new Error(`${endpoint.id} is not served`);
    return route.handle({
      params: endpoint.params?.parse(input.params ?? {}) ?? {},
      query: endpoint.query?.parse(input.query ?? {}) ?? {},
      body: endpoint.body?.parse(input.body),
      ...(input.upload && { upload: input.upload }),
      principal: {
        kind: 'user',
        userId: 'usr_test',
        name: 'test',
        roles: ['operator'],
        sessionId: 's',
        address: '::1',
      },
      correlationId: 'test',
      requestId: 'test',
      headers: input.headers ?? {},
      signal: new AbortController().signal,
    } as unknown as HandlerInput<Endpoint>);
  };
  return {
    running,
    jobs,
    call,
    [Symbol.asyncDispose]: async () => {
      await jobs.stop(AbortSignal.timeout(10_000));
      await running.stop?.(AbortSignal.timeout(10_000));
      await cache.close();
    },
  };
}
