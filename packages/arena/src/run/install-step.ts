import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type InventoryFile, takeInventory } from '@maximus/inventory';
import { endOf, textOf } from '../tests/run-tests.ts';
import type { BuildOutcome } from '../verdict/judge.ts';
import type { ArenaContext } from './arena-context.ts';
import { type FrozenRun, frozenInstall } from './frozen-install.ts';
import { compareInstalled, type InstalledAgreement } from './installed-agrees.ts';
import { layOver } from './lay-over.ts';
import { commandLimits } from './limits.ts';
import type { StepEnd } from './step-log.ts';

/** A tree after its frozen install. */
export interface InstalledTree {
  readonly outcome: BuildOutcome;
  /** Absent where nothing was installed. */
  readonly agreement?: InstalledAgreement;
}

/** Folders of the tree before the change and, where it is asked for, after it. */
interface Trees {
  readonly vulnerable: string;
  readonly patched?: string;
}

/**
 * Installs a tree from its lock file, frozen. As `resolve` it only asks whether the lock is accepted, and what was installed is
 * thrown away with the run; as `install` it is compared with the lock and laid over the tree.
 */
export async function installStep(
  context: ArenaContext,
  name: 'resolve' | 'install',
  which: 'vulnerable' | 'patched',
  trees: Trees,
): Promise<InstalledTree> {
  const done = await context.step(name, which, () => install(context, name, which, trees));
  return 'outcome' in done
    ? { outcome: done.outcome, ...(done.agreement === undefined ? {} : { agreement: done.agreement }) }
    : { outcome: { state: 'could-not-run', reason: done.reason ?? 'it could not run' } };
}

async function install(
  context: ArenaContext,
  name: 'resolve' | 'install',
  which: 'vulnerable' | 'patched',
  trees: Trees,
): Promise<StepEnd & InstalledTree> {
  const tree = trees[which] ?? trees.vulnerable;
  const { input, needs, limits, manager, sandbox, tools, signal } = context;
  if (manager === undefined) {
    const outcome = {
      state: 'could-not-run',
      reason: `no package manager "${input.packageManager}" is known`,
    } as const;
    return { state: 'could_not_run', reason: outcome.reason, outcome };
  }
  const folder = join(context.folder, `${name}-${which}`);
  await mkdir(folder);
  const made = await frozenInstall({
    tree,
    base: trees.vulnerable,
    folder,
    lockFile: input.lockFile,
    manager,
    tools,
    access: needs.access,
    sandbox,
    limits: commandLimits(limits, name === 'resolve' ? limits.resolveMs : limits.installMs),
    signal,
  });
  const { outcome } = made;
  const last = made.runs.at(-1);
  const end = endFrom(outcome);
  const about: StepEnd = {
    ...end,
    ...(last === undefined
      ? {}
      : { exitCode: last.result.exitCode, log: [...made.runs.map(logOf), ...keptAway(made.leftOut)].join('\n') }),
    ...(made.tool === undefined ? {} : { tools: { [made.tool.id]: made.tool.version } }),
  };
  if (outcome.state !== 'ok' || name === 'resolve') return { ...about, outcome };
  const agreement = await compareInstalled(folder, await lockOf(tree, input.lockFile), manager.ecosystem);
  await layOver(folder, tree);
  const differs = agreement.state === 'differs' ? { reason: agreement.difference } : {};
  return { ...about, ...differs, outcome, agreement };
}

function endFrom(outcome: BuildOutcome): StepEnd {
  if (outcome.state === 'ok') return { state: 'passed' };
  if (outcome.state === 'in-part') return { state: 'passed', reason: outcome.reason };
  return { state: outcome.state === 'failed' ? 'failed' : 'could_not_run', reason: outcome.reason };
}

function logOf({ argv, result }: FrozenRun): string {
  const { contacts } = result;
  const seen = new Map<string, number>();
  for (const { host, port, allowed } of contacts) {
    const key = `${allowed ? 'reached' : 'refused'} ${host}:${port}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [
    `$ ${argv.join(' ')}`,
    textOf(result),
    endOf(result),
    ...[...seen].map(([key, times]) => `${key} (${times})`),
  ].join('\n');
}

function keptAway(leftOut: readonly string[]): readonly string[] {
  return leftOut.map((name) => `kept away or cut down: ${name}`);
}

async function lockOf(tree: string, lockFile: string): Promise<InventoryFile | undefined> {
  const inventory = await takeInventory(tree);
  return inventory.ok ? inventory.value.files.find(({ path }) => path === lockFile) : undefined;
}
