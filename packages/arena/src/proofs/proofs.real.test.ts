import { execFile } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
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

const python = '/usr/bin/python3';
const run = promisify(execFile);
const support = await provisionSandbox();
const sandbox = createBubblewrapSandbox({ level: 'process', isRoot: process.getuid?.() === 0 });
const runtime = runtimeFor('process', []);
const slow = { timeout: 300_000, maxBuffer: 16 << 20 };
const options = { timeout: 240_000, maxBuffer: 16 << 20 };
/** Downloads and time limits of all of them take seven minutes: a third runs each time, all with MAXIMUS_PROOFS=all. */
const shown = productProofs.filter((_, at) => process.env['MAXIMUS_PROOFS'] === 'all' || at % 3 === 0);
const versions = (proof: Proof) => [proof.shownOn?.vulnerable ?? '', proof.shownOn?.fixed ?? ''] as const;

/** Why the machine's registries cannot be used; with `CI` set that is a failure and no reason to skip. */
async function whyUnreachable(): Promise<string | undefined> {
  try {
    if (mustProvision()) {
      const install =
        'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3 python3-pip';
      const has = await run(python, ['-m', 'pip', '--version'], options).then(
        () => true,
        () => false,
      );
      if (!has) await run('flock', ['/tmp/apt.lock', 'sh', '-c', install], slow);
    }
    await run('npm', ['view', 'ini@1.3.6', 'version'], options);
    await run(python, ['-m', 'pip', 'download', '--no-deps', '-q', '-d', '/dev/null/none', 'idna==3.7'], options).catch(
      (error: { stderr?: string }) => {
        // It finds the package and then no folder to put it in; anything else is the registry's doing.
        if (!/\/dev\/null/.test(error.stderr ?? '')) throw error;
      },
    );
    return undefined;
  } catch (error) {
    if (mustProvision()) throw error;
    return String((error as { stderr?: string }).stderr ?? error).split('\n')[0];
  }
}

const unreachable = support.bubblewrap ? await whyUnreachable() : 'bubblewrap does not work here';
if (unreachable !== undefined) process.stderr.write(`skipped: proofs on real packages: ${unreachable}\n`);

describe.skipIf(unreachable !== undefined)('a proof, on the real package', () => {
  let store: WorkFolder;
  beforeAll(async () => {
    store = await workFolder({ 'package.json': '{"private":true}' });
    const aliases = shown
      .filter(({ ecosystem }) => ecosystem === 'npm')
      .flatMap((proof) =>
        versions(proof).map((version) => `${aliasOf(proof, version)}@npm:${proof.package}@${version}`),
      );
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--legacy-peer-deps'];
    await run('npm', ['install', ...flags, ...aliases], { ...options, cwd: store.path });
  }, 300_000);
  afterAll(async () => {
    await store[Symbol.asyncDispose]();
  });

  it.each(shown.map((proof) => [proof.id, proof] as const))(
    '%s shows the flaw on the vulnerable version and not on the fixed one',
    async (_id, proof) => {
      const phase = async (version: string) => {
        await using tree = await workFolder();
        return await runPhase({
          proof,
          tree: tree.path,
          places: [await install(store.path, tree.path, proof, version)],
          sandbox,
          program: proof.language === 'node' ? '/opt/maximus/bin/node' : python,
          ...runtime,
          limits: commandLimits(defaultArenaLimits, defaultArenaLimits.proofMs),
        });
      };
      const [vulnerable, fixed] = versions(proof);
      const [first, second] = [await phase(vulnerable), await phase(fixed)];
      expect(judgePhases(proof, first, second), `${first.log}\n${second.log}`).toMatchObject({ result: 'held' });
    },
  );
});

function aliasOf(proof: Proof, version: string): string {
  return `${proof.id.replaceAll('_', '-')}-${version.replaceAll('.', '-')}`;
}

/** Puts one version of a proof's package with what it needs into a tree of its own; returns where it stands there. */
async function install(store: string, tree: string, proof: Proof, version: string): Promise<string> {
  return proof.language === 'node' ? copyOf(store, tree, proof, version) : wheels(tree, proof, version);
}

async function copyOf(store: string, tree: string, proof: Proof, version: string): Promise<string> {
  const own = aliasOf(proof, version);
  for (const name of await readdir(join(store, 'node_modules'))) {
    if (name !== own && name.startsWith('prf-')) continue;
    await cp(join(store, 'node_modules', name), join(tree, 'node_modules', name), { recursive: true });
  }
  return `node_modules/${own}`;
}

/** Wheels only; where there is none for this machine one for another does, as only its Python modules count. */
async function wheels(tree: string, proof: Proof, version: string): Promise<string> {
  const wanted = { [proof.package]: version, ...proof.alongside };
  const pip = ['-m', 'pip', 'install', '-q', '--no-deps', '--only-binary=:all:', '--no-compile'];
  const target = ['--disable-pip-version-check', '--root-user-action=ignore', '--target', join(tree, 'site')];
  for (const [name, at] of Object.entries(wanted)) {
    const one = [...target, `${name}==${at}`];
    const elsewhere = ['--platform=win_amd64', '--python-version=3.8'];
    await run(python, [...pip, ...one], options).catch(() => run(python, [...pip, ...elsewhere, ...one], options));
  }
  return 'site';
}
