import { describe, it } from 'vitest';
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
});
