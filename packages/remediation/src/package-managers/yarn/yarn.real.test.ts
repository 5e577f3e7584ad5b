import { describe, it } from 'vitest';
import { staysSilent } from '../../testing/hostile-node-project.ts';
import { nodeManager, whyNoManager } from '../../testing/node-managers.ts';
import { type NodeScenario, nodeScenarios } from '../../testing/node-scenarios.data.ts';
import { holdToScenario, manifestTexts, workspacesOf } from '../../testing/real-node-scenarios.ts';
import { canShutIn } from '../../testing/shut-in.ts';

const canRun = await canShutIn();
const tool = await nodeManager('yarn');

function filesOf(scenario: NodeScenario): Record<string, string> {
  const workspaces = workspacesOf(scenario);
  return manifestTexts(scenario, workspaces.length === 0 ? {} : { workspaces });
}

describe.skipIf(!canRun || tool === undefined)(`Yarn 1 itself, shut in (${whyNoManager})`, () => {
  it.each(nodeScenarios.map((each) => [each.name, each] as const))('%s', async (_name, scenario) => {
    const files = filesOf(scenario);
    await holdToScenario(scenario, { manager: 'yarn', lockFile: 'yarn.lock', tool, files, keepsBytes: true });
  });

  it('runs nothing of a hostile project', async () => {
    await staysSilent({
      manager: 'yarn',
      lockFile: 'yarn.lock',
      tool,
      files: (bell, address) => ({
        '.npmrc': `registry=${address}\nscript-shell=./evil.sh\nnode-options=--require ./evil.js\nignore-scripts=false\n`,
        '.yarnrc': `registry "${address}"\nyarn-path "./evil.js"\n--install.ignore-scripts false\n--install.use-yarnrc "./.yarnrc"\n`,
        'evil.js': bell,
        'evil.sh': '#!/bin/sh\nnode evil.js\n',
      }),
      leftOut: ['.npmrc', '.yarnrc'],
      loose: { args: ['install'], env: {} },
    });
  });
});
