import { describe, expect, it } from 'vitest';
import { workFolder } from '../../testing/work-folder.ts';
import { containerArguments } from './container-arguments.ts';
import { createContainerSandbox } from './container-sandbox.ts';

const limits = {
  timeoutMs: 1_000,
  memoryBytes: 1 << 30,
  processes: 512,
  diskBytes: 1 << 30,
  outputBytes: 1 << 20,
  keptOutputBytes: 1 << 16,
};
const image = `example/node@sha256:${'a'.repeat(64)}`;
const parts = {
  name: 'maximus-arena-1',
  image,
  user: '61184:61184',
  workFolder: '/tmp/work',
  folder: 'web',
  mounts: [{ from: '/opt/tool', at: '/opt/tool' }],
  env: { CI: '1' },
  limits,
  descriptors: 4_096,
};

describe('a container of a run', () => {
  it('has no rights, no network, a read-only root and of the machine the work folder only', () => {
    const args = containerArguments(parts, ['npm', 'run', 'test']);
    expect(args).toEqual(
      expect.arrayContaining([
        '--network=none',
        '--read-only',
        '--cap-drop=ALL',
        '--security-opt=no-new-privileges',
        '--pids-limit=512',
        '--pull=never',
        '--user=61184:61184',
        '--workdir=/job/web',
      ]),
    );
    expect(args).not.toContain('--privileged');
    const mounts = args.filter((_, at) => args[at - 1] === '--mount');
    expect(mounts).toEqual([
      'type=bind,source=/tmp/work,target=/job',
      'type=bind,source=/opt/tool,target=/opt/tool,readonly',
    ]);
    expect(args.slice(-5)).toEqual(['--entrypoint', 'npm', image, 'run', 'test']);
  });

  it('is not started from an image that is not pinned, and one that no engine runs is said to be so', async () => {
    await using work = await workFolder();
    const command = {
      argv: ['true'],
      workFolder: work.path,
      env: {},
      network: 'none' as const,
      limits,
      tools: [],
      label: 'test',
    };
    const options = { client: 'docker' as const, environment: { PATH: '/nonexistent' }, isRoot: false };
    const loose = await createContainerSandbox({ ...options, image: 'node:24' }).run(command);
    expect(loose).toMatchObject({ end: 'could-not-start', reason: 'the image "node:24" is not pinned by digest' });
    const away = await createContainerSandbox({ ...options, image }).run(command);
    expect(away).toMatchObject({ end: 'could-not-start', exitCode: null });
  });
});
