import { describe, expect, it } from 'vitest';
import { loopbackRegistry } from '../../testing/loopback-registry.ts';
import { type NodeManager, nodeManager, whyNoManager } from '../../testing/node-managers.ts';
import { type NodeScenario, nodeScenarios } from '../../testing/node-scenarios.data.ts';
import { lockWithTool, planLock } from '../../testing/node-trees.ts';
import { shown, universeThen } from '../../testing/node-words.ts';
import { canShutIn, writeShutIn } from '../../testing/shut-in.ts';

const lockFile = 'pnpm-lock.yaml';
const canRun = await canShutIn();

const tools = { pnpm9: await nodeManager('pnpm9'), pnpm10: await nodeManager('pnpm10') };

function filesOf(scenario: NodeScenario, pin: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [path, manifest] of Object.entries(scenario.manifests)) {
    const text = { ...manifest, ...(path === '' ? { packageManager: `pnpm@${pin}` } : {}) };
    files[path === '' ? 'package.json' : `${path}/package.json`] = `${JSON.stringify(text, null, 2)}\n`;
  }
  const others = Object.keys(scenario.manifests).filter((path) => path !== '');
  if (others.length > 0)
    files['pnpm-workspace.yaml'] = `# ours\npackages:\n${others.map((path) => `  - ${path}\n`).join('')}`;
  return files;
}

const runs = nodeScenarios.flatMap((scenario) =>
  (['pnpm9', 'pnpm10'] as const)
    .filter((id) => id === 'pnpm10' || scenario.everywhere === true)
    .map((id): [string, NodeManager & keyof typeof tools, NodeScenario] => [scenario.name, id, scenario]),
);

describe.skipIf(!canRun || tools.pnpm9 === undefined || tools.pnpm10 === undefined)(
  `pnpm itself, shut in (${whyNoManager})`,
  () => {
    it.each(runs)('%s (%s)', async (_name, id, scenario) => {
      const tool = tools[id];
      if (tool === undefined) throw new RangeError('no tool');
      const universe = universeThen(scenario);
      await using registry = await loopbackRegistry(universe.now);
      const { address } = registry;
      const files = filesOf(scenario, tool.version);
      files[lockFile] = await lockWithTool(files, lockFile, tool, address);
      universe.goOn();
      const parts = { files, lockFile, universe: scenario.universe, flaws: scenario.flaws, address };
      const [remedy, ...others] = await planLock(parts);
      expect(others).toEqual([]);
      const words = remedy?.plan.attempts.map(({ rung, why_not, sentence }) => `${rung} ${why_not}: ${sentence}`);
      expect({ rung: remedy?.plan.rung, changes: remedy?.plan.package_changes.map(shown), words }).toMatchObject({
        rung: scenario.rung,
        changes: scenario.changes,
      });
      if (remedy?.change === undefined) return;
      const written = await writeShutIn({ remedy, files, manager: 'pnpm', tool, address });
      expect(written.state === 'as-planned' ? [] : written).toEqual([]);
      if (written.state !== 'as-planned') return;
      const prepared = remedy.change.files.find(({ kind }) => kind === 'lock')?.after ?? '';
      expect(written.lockText).toBe(prepared);
      // From nothing but the manifests and this lock file, the tool agrees with every word of it.
      const after = { ...files, ...Object.fromEntries(remedy.change.files.map((each) => [each.file, each.after])) };
      expect(await lockWithTool(after, lockFile, tool, address, 'frozen')).toBe(prepared);
    });
  },
);
