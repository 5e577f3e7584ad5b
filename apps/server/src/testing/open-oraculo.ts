import { setTimeout as pause } from 'node:timers/promises';
import type { Principal } from '@maximus/http';
import { ok } from '@maximus/kernel';
import { type Fixture, openFixture, type RunningOraculo, runOraculo } from '@maximus/oraculo/testing';
import type { OpenDatabase } from '@maximus/storage';
import { type OpenApp, openApp } from './open-app.ts';

/** Oráculo's endpoints behind the whole HTTP side, on a real database and a real index. */
export interface OpenOraculo extends AsyncDisposable {
  readonly url: string;
  readonly app: OpenApp;
  readonly fixture: Fixture;
  readonly oraculo: RunningOraculo;
  /** Builds a new generation of exactly these records and lets it go live. */
  publish(records: readonly object[], files?: readonly string[]): Promise<void>;
}

/** API tokens of a test: the key that is sent → the scopes that it has. */
const keys: Readonly<Record<string, Extract<Principal, { kind: 'token' }>['scopes']>> = {
  'reads-advisories': ['advisories:read'],
  'writes-inventory': ['inventory:write'],
};

/** Opens it; whoever sends no key is nobody, at an address of this machine. */
export async function openOraculo(config: object): Promise<OpenOraculo> {
  const fixture = await openFixture();
  const { clock, indexDir, parts } = fixture;
  const oraculo = await runOraculo({
    database: parts.database as OpenDatabase,
    clock,
    indexDir,
    config: { feeds: { enabled: false }, ...config },
  });
  const app = await openApp({
    routes: oraculo.running.routes ?? [],
    ports: {
      authenticate: async ({ apiKey, authorization, address }) => {
        const key = apiKey ?? authorization?.replace(/^Bearer /, '') ?? '';
        const scopes = keys[key];
        if (scopes === undefined) return ok({ kind: 'anonymous', address });
        return ok({ kind: 'token', tokenId: 'tok_test', name: key, scopes, address });
      },
    },
  });
  return {
    url: app.url,
    app,
    fixture,
    oraculo,
    publish: async (records, files) => {
      await fixture.publish(records, files);
      await oraculo.running.value.applyAdvisoryChanges('test');
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await oraculo[Symbol.asyncDispose]();
      await fixture[Symbol.asyncDispose]();
    },
  };
}

/** `fetch` that comes back as it is told to, while the machine of the test has so much to do that requests are turned away. */
export async function ask(url: string, init?: RequestInit): Promise<Response> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(url, init);
    const waitSeconds = Number(answer.headers.get('retry-after') ?? 0);
    if (answer.status !== 503 || waitSeconds === 0 || tries >= 60) return answer;
    await pause(waitSeconds * 1_000);
  }
}
