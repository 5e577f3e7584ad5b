import { describe, it } from 'vitest';
import { staysSilent } from '../../testing/hostile-node-project.ts';
import { nodeManager, whyNoManager } from '../../testing/node-managers.ts';
import { type NodeScenario, nodeScenarios } from '../../testing/node-scenarios.data.ts';
import { holdToScenario, manifestTexts, workspacesOf } from '../../testing/real-node-scenarios.ts';
import { canShutIn } from '../../testing/shut-in.ts';

const canRun = await canShutIn();
const tool = await nodeManager('berry');

function filesOf(scenario: NodeScenario): Record<string, string> {
  const workspaces = workspacesOf(scenario);
  return manifestTexts(scenario, workspaces.length === 0 ? {} : { workspaces });
}

describe.skipIf(!canRun || tool === undefined)(`Yarn berry itself, shut in (${whyNoManager})`, () => {
  it.each(nodeScenarios.map((each) => [each.name, each] as const))('%s', async (_name, scenario) => {
    // The checksum of a new archive is for Yarn to add.
    const files = { ...filesOf(scenario), '.yarnrc.yml': 'nodeLinker: node-modules\n' };
    await holdToScenario(scenario, { manager: 'yarn-berry', lockFile: 'yarn.lock', tool, files, keepsBytes: false });
  });

  it('runs nothing of a hostile project', async () => {
    await staysSilent({
      manager: 'yarn-berry',
      lockFile: 'yarn.lock',
      tool,
      manifest: { dependenciesMeta: { bad: { built: true } } },
      files: (bell, address) => ({
        '.yarnrc.yml': `npmRegistryServer: "${address.slice(0, -1)}"\nunsafeHttpWhitelist: ["*"]\nenableScripts: true\nyarnPath: ./evil.cjs\nplugins: [./evil-plugin.cjs]\nnodeLinker: node-modules\n`,
        'evil.cjs': bell,
        'evil-plugin.cjs': `${bell} module.exports = { name: 'evil', factory: () => ({}) };`,
        'yarn.config.cjs': bell,
      }),
      leftOut: ['.yarnrc.yml'],
      loose: { args: ['install'], env: {} },
    });
  });
});
