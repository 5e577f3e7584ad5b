import { expect } from 'vitest';
import type { InstalledTool } from '../package-managers/types.ts';
import type { WrittenLock } from '../package-managers/write-lock.ts';
import type { PlannedRemedy } from '../plan/plan-remedies.ts';
import { loopbackRegistry } from './loopback-registry.ts';
import type { NodeScenario } from './node-scenarios.data.ts';
import { lockWithTool, planLock } from './node-trees.ts';
import { shown, universeThen } from './node-words.ts';
import { writeShutIn } from './shut-in.ts';

/** How a scenario is held against one tool. */
export interface RealRun {
  readonly manager: string;
  readonly lockFile: string;
  readonly tool: InstalledTool | undefined;
  /** The files of the project without its lock file. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether the tool keeps the prepared lock file byte for byte. */
  readonly keepsBytes: boolean;
}

/** What came of one. */
export interface RealOutcome {
  readonly before: Readonly<Record<string, string>>;
  readonly remedy: PlannedRemedy | undefined;
  readonly written: WrittenLock | undefined;
}

/**
 * Lets the real tool write the lock file as it was, plans, lets the real tool write what was planned, and for some lets it
 * install that frozen; expects the wanted rung and changes, and a lock file that is the planned one.
 */
export async function holdToScenario(scenario: NodeScenario, run: RealRun): Promise<RealOutcome> {
  const { manager, lockFile, tool } = run;
  if (tool === undefined) throw new RangeError('no tool');
  const universe = universeThen(scenario);
  await using registry = await loopbackRegistry(universe.now);
  const { address } = registry;
  const before = { ...run.files, [lockFile]: await lockWithTool(run.files, lockFile, tool, address) };
  universe.goOn();
  const parts = { files: before, lockFile, universe: scenario.universe, flaws: scenario.flaws, address };
  const [remedy, ...others] = await planLock(parts);
  expect(others).toEqual([]);
  const words = remedy?.plan.attempts.map(({ rung, why_not, sentence }) => `${rung} ${why_not}: ${sentence}`);
  expect({ rung: remedy?.plan.rung, changes: remedy?.plan.package_changes.map(shown), words }).toMatchObject({
    rung: scenario.rung,
    changes: scenario.changes,
  });
  if (remedy?.change === undefined) return { before, remedy, written: undefined };
  const written = await writeShutIn({ remedy, files: before, manager, tool, address });
  expect(written.state === 'as-planned' ? [] : written).toEqual([]);
  if (written.state !== 'as-planned') return { before, remedy, written };
  const prepared = remedy.change.files.find(({ kind }) => kind === 'lock')?.after ?? '';
  if (run.keepsBytes) expect(written.lockText).toBe(prepared);
  if (scenario.everywhere !== true) return { before, remedy, written };
  // From nothing but the manifests and this lock file, the tool agrees with every word of it.
  const edited = Object.fromEntries(remedy.change.files.map((each) => [each.file, each.after]));
  const after = { ...before, ...edited, [lockFile]: written.lockText };
  expect(await lockWithTool(after, lockFile, tool, address, 'frozen')).toBe(written.lockText);
  return { before, remedy, written };
}

/** package.json texts of a scenario; `more` goes into the root's. */
export function manifestTexts(
  { manifests }: NodeScenario,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [path, manifest] of Object.entries(manifests)) {
    const text = path === '' ? { ...manifest, ...more } : manifest;
    files[path === '' ? 'package.json' : `${path}/package.json`] = `${JSON.stringify(text, null, 2)}\n`;
  }
  return files;
}

/** Folders of the workspaces of a scenario. */
export function workspacesOf({ manifests }: NodeScenario): readonly string[] {
  return Object.keys(manifests).filter((path) => path !== '');
}
