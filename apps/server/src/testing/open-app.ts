import { defineEndpoint, type Endpoint } from '@maximus/contracts';
import type { Principal, Route } from '@maximus/http';
import { ok, systemClock } from '@maximus/kernel';
import { createMetricsRegistry, type MetricsRegistry, setupObservability } from '@maximus/observability';
import { recordingLogger } from '@maximus/observability/testing';
import { z } from 'zod';
import { createApp } from '../http/create-app.ts';
import { openFront } from '../http/front.ts';
import type { AnsweredWrite, HttpPorts } from '../http/ports.ts';

/** What an app under test is made of. */
export interface AppUnderTest {
  readonly routes: readonly Route[];
  readonly ports?: HttpPorts;
  readonly mostRequests?: number;
  readonly isLate?: () => boolean;
  /** A built dashboard. */
  readonly dashboardFolder?: string;
  readonly trustedProxies?: readonly string[];
}

/** An app that listens on a free port of this machine. */
export interface OpenApp {
  readonly url: string;
  readonly lines: ReturnType<typeof recordingLogger>['lines'];
  readonly registry: MetricsRegistry;
  readonly writes: AnsweredWrite[];
  readonly compression: () => { readonly answers: number; readonly ratio: number };
  close(): Promise<void>;
}

/** Somebody with every role but reviewer. */
export const admin: Principal = {
  kind: 'user',
  userId: 'usr_admin',
  name: 'Ada',
  roles: ['admin'],
  sessionId: 'ses_1',
  address: '127.0.0.1',
};

/** Takes everybody for one person. */
export const authenticateAs = (principal: Principal): NonNullable<HttpPorts['authenticate']> => {
  return async ({ address }) => ok({ ...principal, address });
};

/** An open endpoint to try things with; `changes` replaces what a test is about. */
export function sampleEndpoint(changes: Partial<Endpoint> = {}): Endpoint {
  return defineEndpoint({
    id: 'sample',
    method: 'GET',
    path: '/api/samples',
    summary: 'A sample.',
    tag: 'samples',
    access: { role: 'open' },
    answers: { 200: z.unknown() },
    ...changes,
  });
}

/** Opens an app with the given routes. */
export async function openApp(options: AppUnderTest): Promise<OpenApp> {
  const { logger, lines } = recordingLogger();
  const writes: AnsweredWrite[] = [];
  const observability = await setupObservability({
    service: 'maximus',
    version: '0',
    environment: 'test',
    logLevel: 'silent',
    logFormat: 'json',
    enable: { metrics: true },
    info: { commit: 'none', node: process.version },
  });
  const registry = observability.metrics.registry ?? (await createMetricsRegistry());
  const app = await createApp({
    clock: systemClock,
    logger,
    tracking: observability.metrics,
    registry,
    ports: { recordWrite: async (write) => void writes.push(write), ...options.ports },
    routes: options.routes,
    trustedProxies: options.trustedProxies ?? [],
    mostRequests: options.mostRequests ?? 100,
    isHttps: false,
    isDraining: () => false,
    isLate: options.isLate ?? (() => false),
    pageEndpoint: sampleEndpoint({ path: '/api/openapi.json', access: { role: 'signed-in' } }),
    dashboardFolder: options.dashboardFolder ?? '/nonexistent',
  });
  const front = await openFront({ host: '127.0.0.1', port: 0, purpose: 'test' });
  front.serve(app.handle);
  return {
    url: `http://127.0.0.1:${front.port}`,
    lines,
    registry,
    writes,
    compression: app.compression,
    close: async () => {
      await front.drain(AbortSignal.abort());
      await app.close();
      await observability.stop();
    },
  };
}
