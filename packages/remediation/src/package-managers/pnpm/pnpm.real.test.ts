import { describe, it } from 'vitest';
import { staysSilent } from '../../testing/hostile-node-project.ts';
import { nodeManager, whyNoManager } from '../../testing/node-managers.ts';
import { type NodeScenario, nodeScenarios } from '../../testing/node-scenarios.data.ts';
import { holdToScenario, manifestTexts, workspacesOf } from '../../testing/real-node-scenarios.ts';
import { canShutIn } from '../../testing/shut-in.ts';

const canRun = await canShutIn();
const tools = { pnpm9: await nodeManager('pnpm9'), pnpm10: await nodeManager('pnpm10') };

function filesOf(scenario: NodeScenario, pin: string): Record<string, string> {
  const files = manifestTexts(scenario, { packageManager: `pnpm@${pin}` });
  const others = workspacesOf(scenario).map((path) => `  - ${path}\n`);
  if (others.length > 0) files['pnpm-workspace.yaml'] = `# ours\npackages:\n${others.join('')}`;
  return files;
}

const runs = nodeScenarios.flatMap((scenario) =>
  (['pnpm9', 'pnpm10'] as const)
    .filter((id) => id === 'pnpm10' || scenario.everywhere === true)
    .map((id): [string, keyof typeof tools, NodeScenario] => [scenario.name, id, scenario]),
);

const isHere = canRun && tools.pnpm9 !== undefined && tools.pnpm10 !== undefined;

describe.skipIf(!isHere)(`pnpm itself, shut in (${whyNoManager})`, () => {
  it.each(runs)('%s (%s)', async (_name, id, scenario) => {
    const tool = tools[id];
    const files = filesOf(scenario, tool?.version ?? '');
    await holdToScenario(scenario, { manager: 'pnpm', lockFile: 'pnpm-lock.yaml', tool, files, keepsBytes: true });
  });

  it('runs nothing of a hostile project', async () => {
    await staysSilent({
      manager: 'pnpm',
      lockFile: 'pnpm-lock.yaml',
      tool: tools.pnpm10,
      manifest: { pnpm: { onlyBuiltDependencies: ['bad'] } },
      files: (bell, address) => ({
        '.npmrc': `registry=${address}\npnpmfile=./evil.cjs\nglobal-pnpmfile=./evil.cjs\nscript-shell=./evil.sh\nnode-options=--require ./evil.cjs\nignore-scripts=false\nenable-pre-post-scripts=true\n`,
        'pnpm-workspace.yaml':
          'packages: []\nonlyBuiltDependencies: [bad]\npnpmfile: ./evil.cjs\nscriptShell: ./evil.sh\nnodeOptions: --require ./evil.cjs\n',
        '.pnpmfile.cjs': bell,
        'evil.cjs': bell,
        'evil.sh': '#!/bin/sh\nnode evil.cjs\n',
      }),
      leftOut: ['.npmrc', 'pnpm-workspace.yaml'],
      loose: { args: ['install', '--lockfile-only', '--no-frozen-lockfile'], env: {} },
    });
  });
});
