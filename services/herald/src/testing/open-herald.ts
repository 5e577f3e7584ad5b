import { type Audit, createAudit } from '@maximus/audit';
import type { Endpoint, EventEnvelope, NotificationDelivery } from '@maximus/contracts';
import { listNotifications } from '@maximus/contracts';
import { decisionRecord } from '@maximus/contracts/testing';
import type { HandlerInput, Route } from '@maximus/http';
import { newId, parseId, type Running, systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { createInbox, createJobs, type Jobs } from '@maximus/storage';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import { HeraldConfig } from '../config.ts';
import type { Parts } from '../parts.ts';
import { deliver } from '../sending/deliver.ts';
import { type HeraldNeeds, startHerald } from '../start-herald.ts';

/** What a call sends. */
export interface CallInput {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly version?: number;
}

/** Notifications on a real database: events are handed over as the bus would, work is done when a test says so. */
export interface OpenHerald {
  readonly test: TestDatabase;
  readonly parts: Parts;
  readonly secrets: Map<string, readonly string[]>;
  now(): number;
  advance(ms: number): void;
  /** Hands an event over. */
  handle(event: EventEnvelope): Promise<void>;
  event(type: string, decision?: object): EventEnvelope;
  call<T>(endpoint: Endpoint, input?: CallInput): Promise<T>;
  list(query?: object): Promise<readonly NotificationDelivery[]>;
  /** Does the job of one notification. */
  work(delivery: NotificationDelivery | undefined): Promise<void>;
  close(): Promise<void>;
}

/** Opens it. */
export async function openHerald(
  allowed: readonly string[],
  more: Pick<HeraldNeeds, 'answers' | 'mailAuthorities'> = {},
): Promise<OpenHerald> {
  let nowMs = Date.parse('2026-06-01T12:00:00Z');
  const test = await openTestDatabase();
  const jobs: Jobs = await createJobs({ database: test.database, logger: silentLogger });
  const clock = { now: () => nowMs };
  const log = {
    error: (fields: object, message: string) => {
      throw new Error(message, { cause: fields });
    },
  };
  const audit: Audit = createAudit({ db: test.database, clock, log, sealEveryMs: 3_600_000 });
  const secrets = new Map<string, readonly string[]>();
  let handle: OpenHerald['handle'] = async () => undefined;
  const running: Running<Parts, Route> = await startHerald({
    config: HeraldConfig.parse({ allow_addresses: allowed }),
    clock,
    logger: silentLogger,
    database: test.database,
    inbox: createInbox(),
    jobs,
    audit,
    bus: {
      subscribe: async (subscription) => {
        handle = (event) => subscription.handle(event, undefined as never);
        return { stop: async () => undefined };
      },
    },
    secretsOf: async (name) => secrets.get(name) ?? [],
    publicUrl: 'https://maximus.example.test',
    ...more,
  });
  const call: OpenHerald['call'] = async <T>(endpoint: Endpoint, input: CallInput = {}) => {
    const route = running.routes?.find((each) => each.endpoint.id === endpoint.id);
    if (route === undefined) throw new Error(`${endpoint.id} is not served`);
    const made = await route.handle({
      params: endpoint.params?.parse(input.params ?? {}) ?? {},
      query: endpoint.query?.parse(input.query ?? {}) ?? {},
      body: endpoint.body?.parse(input.body),
      principal: { kind: 'user', userId: 'usr_1', name: 'ada', roles: ['admin'], sessionId: 's', address: '::1' },
      correlationId: 'test',
      requestId: 'test',
      headers: input.version === undefined ? {} : { 'if-match': `"${input.version}"` },
      signal: new AbortController().signal,
    } as unknown as HandlerInput<Endpoint>);
    endpoint.answers[made.status]?.parse(made.body);
    return made.body as T;
  };
  return {
    test,
    parts: running.value,
    secrets,
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
    handle: (event) => handle(event),
    event: (type, decision = {}) => ({
      id: newId('evt', systemClock),
      type,
      version: 1,
      occurredAt: new Date(nowMs).toISOString(),
      correlationId: 'chain',
      causationId: null,
      data: { decision: decisionRecord(decision) },
    }),
    call,
    list: async (query = {}) => (await call<{ items: NotificationDelivery[] }>(listNotifications, { query })).items,
    work: async (delivery) => deliver(running.value, parseId('ntf', delivery?.id ?? '') ?? ''),
    close: async () => {
      await running.stop?.(AbortSignal.timeout(5_000));
      await jobs.stop(AbortSignal.timeout(5_000));
      await audit.stop();
      await test.close();
    },
  };
}
