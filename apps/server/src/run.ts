import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from '@maximus/identity';
import { type AppError, type Clock, isAppError } from '@maximus/kernel';
import { createStuckJobs, type Observability, setupObservability, silentLogger } from '@maximus/observability';
import type { Storage } from '@maximus/storage';
import { type LoadedConfig, loadConfig } from './config/load.ts';
import { ServerConfig } from './config/schema.ts';
import { showConfig } from './config/show.ts';
import { helpText, parseFlags } from './flags/parse-flags.ts';
import { modules, modulesOf, targets } from './modules.ts';
import type { ServerContext } from './parts/context.ts';
import type { FirstStart } from './parts/first-start.ts';
import { causeOf, describeFailure, exitCode } from './start/failure.ts';
import { type RunningServer, startServer } from './start/server.ts';
import { summaryText } from './start/summary.ts';
import { version } from './version.ts';

/** What the program is given by its process. */
export interface ServerProcess {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly clock: Clock;
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
  /** Resolves with why when the process is asked to stop. */
  readonly stopAsked: Promise<string>;
}

/** Runs the program to its end; answers the exit code. */
export async function run(io: ServerProcess): Promise<number> {
  const flags = parseFlags(io.argv);
  if (!flags.ok) return refuse(io, [flags.error]);
  const { action, targets: wanted, configFile, settings } = flags.value;
  if (action === 'help') return say(io, helpText);
  if (action === 'version') return say(io, `${version}\n`);
  if (action === 'list-targets') return say(io, targetList(io.clock));
  const { environment, workingFolder } = io;
  const loaded = loadConfig({ environment, workingFolder, file: configFile, flags: settings });
  if (!loaded.ok) return refuse(io, loaded.error);
  const { file, unknownVariables } = loaded.value;
  for (const name of unknownVariables) io.err.write(`maximus-server: the variable ${name} sets nothing\n`);
  try {
    modulesOf(wanted);
  } catch (error) {
    return refuse(io, [error as AppError]);
  }
  if (action === 'print-config') return say(io, showConfig(loaded.value));
  if (action === 'verify-config') return say(io, `the settings are valid${file === undefined ? '' : ` (${file})`}\n`);
  return await serve(io, loaded.value, wanted);
}

function say(io: ServerProcess, text: string): number {
  io.out.write(text);
  return exitCode.stopped;
}

function refuse(io: ServerProcess, faults: readonly AppError[]): number {
  for (const fault of faults) io.err.write(describeFailure(fault));
  return exitCode.refused;
}

function targetList(clock: Clock): string {
  const needs = new Map(modules(emptyContext(clock)).map(({ name, needs: all }) => [name, all]));
  const lines = Object.entries(targets).map(
    ([name, { modules: own, means }]) => `${name.padEnd(10)} ${means}: ${own.join(', ')}`,
  );
  const parts = [...needs].map(
    ([name, all]) => `  ${name.padEnd(10)} needs ${all.length === 0 ? 'nothing' : all.join(', ')}`,
  );
  return `${lines.join('\n')}\n\nmodules:\n${parts.join('\n')}\n`;
}

/** Enough to ask modules for their names: nothing is started with it. */
function emptyContext(clock: Clock): ServerContext {
  const config = ServerConfig.parse({});
  const jobs = createStuckJobs(clock);
  return { config, clock, logger: silentLogger, registry: undefined, jobs, dataDir: '', version, publicUrl: '' };
}

async function serve(io: ServerProcess, loaded: LoadedConfig, wanted: readonly string[]): Promise<number> {
  const beganMs = performance.now();
  const { value: config } = loaded;
  let observability: Observability;
  try {
    observability = await observe(io, loaded);
  } catch (error) {
    io.err.write(describeFailure(error));
    return exitCode.refused;
  }
  const logger = observability.logger.child({ logger: 'server' });
  const dataDir = resolve(io.workingFolder, config.data_dir);
  const asked = new AbortController();
  const forced = io.stopAsked.then(async (why) => {
    asked.abort(new Error(`asked to stop: ${why}`));
    // What hangs in its start is not waited for longer than what hangs in its end.
    await sleep(config.shutdown.deadline_seconds * 1_000, undefined, { ref: false });
  });
  let server: RunningServer | undefined;
  try {
    const options = { config, clock: io.clock, observability, dataDir, version, targets: wanted };
    server = await Promise.race([startServer({ ...options, stopAsked: asked.signal }), forced.then(() => undefined)]);
  } catch (error) {
    if (asked.signal.aborted && causeOf(error) === asked.signal.reason) {
      logger.info({}, 'stopped before it was ready');
      await observability.stop();
      return exitCode.stopped;
    }
    logger.debug({ err: error }, 'the server did not start');
    io.err.write(describeFailure(error));
    await observability.stop();
    return isAppError(causeOf(error)) ? exitCode.refused : exitCode.fault;
  }
  if (server === undefined) {
    io.err.write('maximus-server: stopped by force after the deadline; it hung in its start\n');
    await observability.stop();
    return exitCode.fault;
  }
  const storage = server.lifecycle.value('storage') as Storage | undefined;
  const identity = server.lifecycle.value('identity') as Identity | undefined;
  const link = await identity?.firstAdminLink();
  io.out.write(
    summaryText(
      {
        version,
        tookMs: performance.now() - beganMs,
        publicUrl: server.publicUrl,
        metricsPort: server.metricsPort,
        dataDir,
        workingFolder: io.workingFolder,
        database: storage?.embedded === undefined ? 'PostgreSQL of yours' : 'embedded PostgreSQL',
        adminLink: link?.url,
        estate: estateOf(server),
        warnings: [],
      },
      io.out.isTTY === true && io.environment['NO_COLOR'] === undefined,
    ),
  );
  logger.info({ port: server.port, targets: wanted }, 'ready');
  const why = await io.stopAsked;
  logger.info({ why }, 'stopping');
  const hung = await server.stop(config.shutdown.deadline_seconds * 1_000);
  if (hung.length > 0)
    io.err.write(`maximus-server: stopped by force after the deadline; these hung: ${hung.join(', ')}\n`);
  logger.info({ hung }, 'stopped');
  await observability.stop();
  return hung.length === 0 ? exitCode.stopped : exitCode.fault;
}

function estateOf({ lifecycle }: RunningServer): string | undefined {
  const first = lifecycle.value('first-start') as FirstStart | undefined;
  // Later starts have an estate of their own by then, of which the examples say nothing.
  if (first?.examples === undefined || first.sampleRecords === undefined) return undefined;
  return `${first.examples.names.length} example projects, ${first.sampleRecords} sample advisories`;
}

async function observe(io: ServerProcess, { value: config }: LoadedConfig): Promise<Observability> {
  const isTerminal = io.err.isTTY === true;
  const { level, format, file, redact } = config.log;
  const { url, ratio } = config.tracing;
  return await setupObservability({
    service: 'maximus',
    version,
    environment: config.environment,
    logLevel: level === 'auto' ? (isTerminal ? 'warn' : 'info') : level,
    logFormat: format === 'auto' ? (isTerminal ? 'pretty' : 'json') : format,
    ...(file === '' ? {} : { logFile: resolve(io.workingFolder, file) }),
    redact,
    enable: { metrics: true, ...(url === '' ? {} : { traces: { url, ratio } }) },
    info: { commit: io.environment['MAXIMUS_COMMIT'] ?? 'unknown', node: process.version },
  });
}
