import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPypiIndex, httpGet } from '../../registries/index.ts';
import { planPinned } from '../../testing/pinned-plan.ts';
import { pythonTool } from '../../testing/provision.ts';
import { type PythonUniverse, pypiFiles } from '../../testing/python-universe.ts';
import { canShutIn, writeShutIn } from '../../testing/shut-in.ts';
import { staticRegistry } from '../../testing/static-registry.ts';
import type { InstalledTool } from '../types.ts';

const tool = pythonTool({ name: 'pip', module: 'pip', versionArgs: ['--version'] }, process.env);

const universe: PythonUniverse = {
  'bad@1.0.0': {},
  'bad@1.0.1': {},
  'bad@1.1.0': {},
  'top@2.0.0': { requires: ['bad<1.0.1'] },
  'top@2.1.0': { requires: ['bad>=1.0.1'] },
};
const flaws = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];

interface Case {
  readonly text: string;
  readonly locked: readonly string[];
  readonly universe?: PythonUniverse;
  readonly form?: 'json' | 'html';
  readonly urgent?: boolean;
}

async function remedied(
  { text, locked, universe: held = universe, form, urgent }: Case,
  used: InstalledTool | undefined = tool,
) {
  await using registry = await staticRegistry((address) => pypiFiles(held, address, form));
  const files = { 'requirements.txt': text };
  const index = `${registry.address}simple/`;
  const source = createPypiIndex({ indexes: [index], mayAsk: () => true, credentials: new Map(), get: httpGet });
  const parts = { ecosystem: 'PyPI', files, lockFile: 'requirements.txt', flaws, locked, registry: source };
  const policy = { minReleaseAgeMs: 0, allowMajor: true, allowWideOverrides: false, mayChangeOverrides: false };
  const [remedy] = await planPinned({ ...parts, ...(urgent === true ? { input: { policy } } : {}) });
  const written =
    remedy?.change === undefined
      ? undefined
      : await writeShutIn({ remedy, files, manager: 'pip', tool: used, address: index });
  return { remedy, written, asked: registry.asked };
}

describe.skipIf(!(await canShutIn()) || tool === undefined)('pip itself, shut in', () => {
  it('changes one pin with its digests, and not one byte beside', async () => {
    const old = 'a'.repeat(64);
    const text = `# Ours.\r\nbad==1.0.0 \\\r\n    --hash=sha256:${old} \\\r\n    --hash=sha256:${'b'.repeat(64)}  # why\r\n`;
    const { remedy, written } = await remedied({ text, locked: ['bad@1.0.0'] });
    expect(remedy?.plan.rung).toBe('direct-upgrade');
    expect(written).toMatchObject({ state: 'as-planned' });
    if (written?.state !== 'as-planned') return;
    const wheel = pypiFiles(universe, '').get('files/bad-1.0.1-py3-none-any.whl')?.body ?? '';
    const digest = createHash('sha256').update(wheel).digest('hex');
    expect(written.lockText).toBe(`# Ours.\r\nbad==1.0.1 \\\r\n    --hash=sha256:${digest}  # why\r\n`);
  });

  it('moves the package that holds it back, and names it below', async () => {
    const text = 'top == 2.0.0 ; python_version >= "3.8"\nbad==1.0.0\n';
    const { remedy, written } = await remedied({ text, locked: ['bad@1.0.0', 'top@2.0.0'] });
    expect(remedy?.plan.rung).toBe('parent-upgrade');
    expect(remedy?.plan.attempts[1]).toMatchObject({
      rung: 'direct-upgrade',
      why_not: 'blocked-by-parent',
      sentence: 'top@2.0.0 asks for bad <1.0.1; 1.0.1 is needed.',
    });
    expect(written).toMatchObject({
      state: 'as-planned',
      lockText: 'top == 2.1.0 ; python_version >= "3.8"\nbad==1.0.1\n',
    });
  });

  it('takes a page without times only where no age is asked for', async () => {
    const parts = { text: 'bad==1.0.0\n', locked: ['bad@1.0.0'], form: 'html' } as const;
    expect((await remedied(parts)).remedy?.plan.attempts[0]?.why_not).toBe('version-too-new');
    const { written } = await remedied({ ...parts, urgent: true });
    expect(written).toMatchObject({ state: 'as-planned', lockText: 'bad==1.0.1\n' });
  });

  it('never builds an archive, and gives no line that leads elsewhere to pip', async () => {
    const held: PythonUniverse = { 'bad@1.0.0': {}, 'bad@1.0.1': { onlySource: true }, 'bad@1.0.2': { yanked: true } };
    const parts = { text: 'bad==1.0.0\n', locked: ['bad@1.0.0'], universe: held };
    const { remedy, written } = await remedied(parts);
    expect(written).toBeUndefined();
    expect(remedy?.plan.attempts[0]?.evidence.join(' ')).toContain('bad@1.0.1 has no wheel');
    for (const line of ['-e ./evil', './evil', '--no-binary :all:', '--find-links http://evil.example.test/']) {
      const armed = await remedied({ text: `bad==1.0.0\n${line}\n`, locked: ['bad@1.0.0'] });
      expect(armed.written, line).toMatchObject({ state: 'not-written', why_not: 'resolver-failed' });
      expect(armed.written, line).not.toHaveProperty('run');
    }
    const own = await remedied({
      text: 'bad==1.0.0\nsrc==1.0\n',
      locked: ['bad@1.0.0'],
      universe: { ...universe, 'src@1.0': { onlySource: true } },
    });
    expect(own.written).toMatchObject({ state: 'not-written', why_not: 'resolver-failed' });
    expect(JSON.stringify(own.written)).not.toContain('evil');
  });

  it('says that the tool is missing', async () => {
    const files = { 'requirements.txt': 'bad==1.0.0\n' };
    const { remedy } = await remedied({ text: files['requirements.txt'], locked: ['bad@1.0.0'] });
    const written = await writeShutIn({
      remedy,
      files,
      manager: 'pip',
      tool: undefined,
      address: 'http://127.0.0.1:9/',
    });
    expect(written).toMatchObject({ state: 'not-written', why_not: 'package-manager-missing' });
  });
});
