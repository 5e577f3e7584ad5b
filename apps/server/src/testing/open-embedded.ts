import type { Identity } from '@maximus/identity';
import { systemClock } from '@maximus/kernel';
import { setupObservability } from '@maximus/observability';
import type { Storage } from '@maximus/storage';
import { loadConfig } from '../config/load.ts';
import { startServer } from '../start/server.ts';
import { version } from '../version.ts';
import { type SignedIn, signInFirst } from './sign-in.ts';

/** A whole server in this process, with somebody who is logged in. */
export interface EmbeddedServer {
  readonly url: string;
  readonly ada: SignedIn;
  /** Called right after each commit that brought events; returns how to stop. */
  onCommit(listener: () => void): () => void;
  stop(): Promise<void>;
}

/** Starts every module in this process on a data directory, on a free port. `settings` are dotted keys with texts. */
export async function openEmbedded(dataDir: string, settings: Record<string, string> = {}): Promise<EmbeddedServer> {
  const quiet = { 'http.port': '0', 'metrics.port': '0', 'feeds.enabled': 'false', examples: 'false' };
  const loaded = loadConfig({
    environment: {},
    workingFolder: dataDir,
    file: undefined,
    flags: { ...quiet, ...settings },
  });
  if (!loaded.ok) throw loaded.error[0];
  const config = loaded.value.value;
  const observability = await setupObservability({
    service: 'maximus',
    version,
    environment: config.environment,
    logLevel: 'error',
    logFormat: 'json',
    enable: { metrics: true },
    info: { commit: 'none', node: process.version },
  });
  const never = new AbortController().signal;
  const server = await startServer({
    config,
    clock: systemClock,
    observability,
    dataDir,
    version,
    targets: ['all'],
    stopAsked: never,
  });
  const { outbox } = server.lifecycle.value('storage') as Storage;
  const link = await (server.lifecycle.value('identity') as Identity).firstAdminLink();
  const ada = await signInFirst({ url: server.publicUrl, summary: link?.url ?? '' });
  return {
    url: server.publicUrl,
    ada,
    onCommit: (listener) => outbox.onCommit(listener),
    stop: async () => {
      await server.stop(30_000);
      await observability.stop();
    },
  };
}
