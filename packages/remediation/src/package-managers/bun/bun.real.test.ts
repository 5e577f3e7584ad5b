import { describe, it } from 'vitest';
import { staysSilent } from '../../testing/hostile-node-project.ts';
import { nodeManager, whyNoManager } from '../../testing/node-managers.ts';
import { type NodeScenario, nodeScenarios } from '../../testing/node-scenarios.data.ts';
import { holdToScenario, manifestTexts, workspacesOf } from '../../testing/real-node-scenarios.ts';
import { canShutIn } from '../../testing/shut-in.ts';

const canRun = await canShutIn();
const tool = await nodeManager('bun');

function filesOf(scenario: NodeScenario): Record<string, string> {
  const workspaces = workspacesOf(scenario);
  return manifestTexts(scenario, workspaces.length === 0 ? {} : { workspaces });
}

/** Below version 3 of its lock file bun knows no rule for one parent: that one has answers of its own here. */
const common = nodeScenarios.filter(({ rung }) => rung !== 'override');

const universe = {
  'bad@1.0.0': {},
  'bad@1.0.1': {},
  'bad@2.0.0': {},
  'top@1.0.0': { dependencies: { bad: '1.0.0' } },
  'other@1.0.0': { dependencies: { bad: '2.0.0' } },
};
const flaws = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];
const app = { name: 'app', version: '1.0.0', private: true };
const later = ['bad@1.0.1'];

const ownScenarios: readonly NodeScenario[] = [
  {
    name: 'an override that holds everywhere, where everybody can live with it',
    manifests: { '': { ...app, dependencies: { top: '^1.0.0' } } },
    universe,
    later,
    flaws,
    rung: 'override',
    changes: ['bad 1.0.0 → 1.0.1'],
  },
  {
    name: 'no override that would also hold for who cannot live with it',
    manifests: { '': { ...app, dependencies: { top: '^1.0.0', other: '^1.0.0' } } },
    universe,
    later,
    flaws,
    rung: 'manual-review',
    changes: [],
  },
  {
    name: 'an override of one parent, where the lock file is of version 3 already',
    manifests: {
      '': { ...app, dependencies: { top: '^1.0.0', other: '^1.0.0' }, overrides: { top: { none: '1.0.0' } } },
    },
    universe,
    later,
    flaws,
    rung: 'override',
    changes: ['bad 1.0.0 → 1.0.1'],
  },
];

describe.skipIf(!canRun || tool === undefined)(`bun itself, shut in (${whyNoManager})`, () => {
  it.each([...common, ...ownScenarios].map((each) => [each.name, each] as const))('%s', async (_name, scenario) => {
    const files = filesOf(scenario);
    await holdToScenario(scenario, { manager: 'bun', lockFile: 'bun.lock', tool, files, keepsBytes: true });
  });

  it('runs nothing of a hostile project', async () => {
    await staysSilent({
      manager: 'bun',
      lockFile: 'bun.lock',
      tool,
      manifest: { trustedDependencies: ['bad'] },
      files: (bell, address) => ({
        'bunfig.toml': `preload = ["./evil.js"]\n[install]\nregistry = "${address}"\nignoreScripts = false\n[run]\nshell = "system"\n`,
        'evil.js': bell,
      }),
      leftOut: ['bunfig.toml'],
      loose: { args: ['install'], env: {} },
    });
  });
});
