import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLimits, defaultArenaLimits } from '../run/limits.ts';
import { runtimeFor } from '../run/runtime.ts';
import { createBubblewrapSandbox } from '../sandbox/bubblewrap-sandbox.ts';
import { mustProvision, provisionSandbox } from '../testing/provision.ts';
import { type WorkFolder, workFolder } from '../testing/work-folder.ts';
import { productProofs } from './registry.ts';
import { runPhase } from './run-phase.ts';
import { judgePhases } from './two-phase.ts';
import type { Proof } from './types.ts';

const run = promisify(execFile);
const support = await provisionSandbox();
const sandbox = createBubblewrapSandbox({ level: 'process', isRoot: process.getuid?.() === 0 });
const runtime = runtimeFor('process', []);
const slow = { timeout: 300_000, maxBuffer: 16 << 20 };
const options = { timeout: 240_000, maxBuffer: 16 << 20 };
const versions = (proof: Proof) => [proof.shownOn?.vulnerable ?? '', proof.shownOn?.fixed ?? ''] as const;

/** Why the machine's registries cannot be used; with `CI` set that is a failure and no reason to skip. */
async function whyUnreachable(): Promise<string | undefined> {
  try {
    if (mustProvision()) {
      const install =
        'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3 python3-pip';
      const has = await run('/usr/bin/python3', ['-m', 'pip', '--version'], options).then(
        () => true,
        () => false,
      );
      if (!has) await run('flock', ['/tmp/apt.lock', 'sh', '-c', install], slow);
    }
    await run('npm', ['view', 'ini@1.3.6', 'version'], options);
    await run(
      '/usr/bin/python3',
      ['-m', 'pip', 'download', '--no-deps', '-q', '-d', '/dev/null/none', 'idna==3.7'],
      options,
    ).catch((error: { stderr?: string }) => {
      // It finds the package and then no folder to put it in; anything else is the registry's doing.
      if (!/\/dev\/null/.test(error.stderr ?? '')) throw error;
    });
    return undefined;
  } catch (error) {
    if (mustProvision()) throw error;
    return String((error as { stderr?: string }).stderr ?? error).split('\n')[0];
  }
}

const unreachable = support.bubblewrap ? await whyUnreachable() : 'bubblewrap does not work here';
if (unreachable !== undefined) process.stderr.write(`skipped: proofs on real packages: ${unreachable}\n`);

describe.skipIf(unreachable !== undefined)('a proof, on the real package', () => {
  let tree: WorkFolder;
  beforeAll(async () => {
    tree = await workFolder({ 'package.json': '{"private":true}' });
    await chmod(tree.path, 0o755);
    const aliases = productProofs
      .filter(({ ecosystem }) => ecosystem === 'npm')
      .flatMap((proof) =>
        versions(proof).map((version) => `${aliasOf(proof, version)}@npm:${proof.package}@${version}`),
      );
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--legacy-peer-deps'];
    await run('npm', ['install', ...flags, ...aliases], { ...options, cwd: tree.path });
  }, 300_000);
  afterAll(async () => {
    await tree[Symbol.asyncDispose]();
  });

  it.each(productProofs.map((proof) => [proof.id, proof] as const))(
    '%s shows the flaw on the vulnerable version and not on the fixed one',
    async (_id, proof) => {
      const [vulnerable, fixed] = versions(proof);
      const phase = async (version: string) =>
        runPhase({
          proof,
          tree: tree.path,
          places: [await placeOf(tree.path, proof, version)],
          sandbox,
          program: proof.language === 'node' ? '/opt/maximus/bin/node' : '/usr/bin/python3',
          ...runtime,
          limits: commandLimits(defaultArenaLimits, defaultArenaLimits.proofMs),
        });
      const [first, second] = [await phase(vulnerable), await phase(fixed)];
      expect(judgePhases(proof, first, second), `${first.log}\n${second.log}`).toMatchObject({ result: 'held' });
    },
  );
});

function aliasOf(proof: Proof, version: string): string {
  return `${proof.id.replaceAll('_', '-')}-${version.replaceAll('.', '-')}`;
}

/** Where a version stands in the tree; Python's is put there now, from a wheel for any platform, of which only modules count. */
async function placeOf(tree: string, proof: Proof, version: string): Promise<string> {
  if (proof.language === 'node') return `node_modules/${aliasOf(proof, version)}`;
  const place = aliasOf(proof, version);
  const folder = join(tree, place);
  await mkdir(folder, { recursive: true });
  const wanted = [
    `${proof.package}==${version}`,
    ...Object.entries(proof.alongside ?? {}).map(([name, at]) => `${name}==${at}`),
  ];
  const pip = [
    '-m',
    'pip',
    'install',
    '-q',
    '--no-deps',
    '--only-binary=:all:',
    '--no-compile',
    '--disable-pip-version-check',
  ];
  for (const each of wanted) {
    await run('/usr/bin/python3', [...pip, '--target', folder, each], options).catch(() =>
      run(
        '/usr/bin/python3',
        [...pip, '--platform=win_amd64', '--python-version=3.8', '--target', folder, each],
        options,
      ),
    );
  }
  return place;
}
