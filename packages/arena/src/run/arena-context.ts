import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArenaStep, SandboxLevel } from '@maximus/contracts';
import { chooseLevel } from '../sandbox/choose-level.ts';
import { createSandbox } from '../sandbox/create-sandbox.ts';
import { runFolderPrefix } from '../sandbox/run-folder.ts';
import type { Sandbox } from '../sandbox/types.ts';
import { type ArenaLimits, limitsOf } from './limits.ts';
import { type Runtime, runtimeFor } from './runtime.ts';
import { type StepEnd, StepLog } from './step-log.ts';
import type { ArenaNeeds, ArenaPackageManager, ArenaTool, RemedyToProve } from './types.ts';

/** Everything that the steps of one run share. */
export interface ArenaContext extends AsyncDisposable {
  readonly input: RemedyToProve;
  readonly needs: ArenaNeeds;
  readonly limits: ArenaLimits;
  readonly level: SandboxLevel;
  /** Why the wanted level is not there; then nothing runs. */
  readonly levelMissing?: string;
  readonly sandbox: Sandbox;
  readonly manager?: ArenaPackageManager;
  readonly tools: ReadonlyMap<string, readonly ArenaTool[]>;
  readonly runtime: Runtime;
  readonly log: StepLog;
  /** Private folder of the run. */
  readonly folder: string;
  /** Folder of the lock file in a tree. */
  readonly at: string;
  /** Ends with the run's time or by the caller. */
  readonly signal: AbortSignal;
  /** Does a step; past the run's time it only says so. */
  step<T extends StepEnd>(
    name: ArenaStep['name'],
    tree: ArenaStep['tree'],
    work: () => Promise<T>,
  ): Promise<T | (StepEnd & { readonly state: 'could_not_run' })>;
}

/** Chooses the level and makes the private folder of a run. */
export async function openContext(input: RemedyToProve, needs: ArenaNeeds): Promise<ArenaContext> {
  const limits = limitsOf(needs.limits);
  const manager = needs.managers.get(input.packageManager);
  const image = manager === undefined ? undefined : needs.images?.byEcosystem.get(manager.ecosystem);
  const { level: wanted, allowProcess, consent, support } = needs;
  const chosen = chooseLevel({ wanted, allowProcess, consent, hasImage: image !== undefined }, support);
  const level: SandboxLevel = chosen.ok ? chosen.value : wanted === 'auto' ? 'static' : wanted;
  const isRoot = process.getuid?.() === 0;
  const sandbox = createSandbox({
    level: chosen.ok ? level : 'static',
    support,
    isRoot,
    ...(image === undefined ? {} : { image }),
  });
  const deadline = new AbortController();
  const timeIsUp = `the run's time of ${limits.runMs / 1000} s was used up`;
  const timer = setTimeout(() => deadline.abort(new DOMException(timeIsUp, 'TimeoutError')), limits.runMs).unref();
  const signal = needs.signal === undefined ? deadline.signal : AbortSignal.any([needs.signal, deadline.signal]);
  const log = new StepLog(secretsOf(needs), needs.onStep ?? (() => undefined));
  await mkdir(needs.scratchFolder, { recursive: true });
  const folder = await mkdtemp(join(needs.scratchFolder, runFolderPrefix()));
  // The sandbox's user passes through to the tree below, which is given to it.
  await chmod(folder, 0o711);
  return {
    input,
    needs,
    limits,
    level,
    ...(chosen.ok ? {} : { levelMissing: chosen.error.message }),
    sandbox,
    ...(manager === undefined ? {} : { manager }),
    tools: level === 'container' ? imageTools(needs) : needs.tools,
    runtime: runtimeFor(level, needs.testTools ?? []),
    log,
    folder,
    at: input.lockFile.slice(0, Math.max(input.lockFile.lastIndexOf('/'), 0)),
    signal,
    async step(name, tree, work) {
      needs.signal?.throwIfAborted();
      const spent = { state: 'could_not_run', reason: timeIsUp } as const;
      if (signal.aborted) {
        log.note(name, tree, spent);
        return spent;
      }
      try {
        return await log.run(name, tree, work);
      } catch (error) {
        // What ends in the midst of a step because the run's time is over is no fault of the machine.
        if (!signal.aborted || needs.signal?.aborted === true) throw error;
        log.note(name, tree, spent);
        return spent;
      } finally {
        needs.signal?.throwIfAborted();
      }
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function imageTools({ images }: ArenaNeeds): ReadonlyMap<string, readonly ArenaTool[]> {
  return new Map([...(images?.tools ?? [])].map(([id, tools]) => [id, tools.map((tool) => ({ ...tool, mounts: [] }))]));
}

/** What no log may hold: the credentials, also without the word that says their kind. */
function secretsOf({ access, secrets = [] }: ArenaNeeds): readonly string[] {
  const headers = [...access.credentials.values()];
  return [...secrets, ...headers, ...headers.map((header) => header.slice(header.indexOf(' ') + 1))];
}
