import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testGit } from './test-git.ts';

/** A bare origin beside a checkout, as the example estate has them; goes when it is disposed of. */
export interface TestEstate extends AsyncDisposable {
  readonly folder: string;
  /** `<folder>/<project>.git`, with `http.receivepack` on. */
  readonly origin: string;
  readonly checkout: string;
  readonly work: string;
  /** Tip of main at the start. */
  readonly base: string;
  /** Commits files to main in the checkout as somebody else and pushes; the new tip comes back. */
  commit(files: Readonly<Record<string, string | Uint8Array>>, message?: string): Promise<string>;
  /** Runs git in the origin. */
  inOrigin(...args: string[]): Promise<string>;
  inCheckout(...args: string[]): Promise<string>;
}

/** Makes the estate with the given files in the first commit. */
export async function testEstate(
  files: Readonly<Record<string, string | Uint8Array>>,
  project = 'shop',
): Promise<TestEstate> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'maximus-estate-')));
  const origin = join(folder, `${project}.git`);
  const checkout = join(folder, 'checkout');
  await mkdir(dirname(origin), { recursive: true });
  await testGit(folder, 'init', '--quiet', '--bare', '-b', 'main', origin);
  await testGit(origin, 'config', 'http.receivepack', 'true');
  await testGit(folder, 'init', '--quiet', '-b', 'main', checkout);
  await testGit(checkout, 'remote', 'add', 'origin', origin);
  const commit = async (changed: Readonly<Record<string, string | Uint8Array>>, message = 'a change') => {
    for (const [name, content] of Object.entries(changed)) {
      await mkdir(dirname(join(checkout, name)), { recursive: true });
      await writeFile(join(checkout, name), content);
    }
    await testGit(checkout, 'add', '-A');
    await testGit(checkout, 'commit', '--quiet', '-m', message);
    await testGit(checkout, 'push', '--quiet', 'origin', 'HEAD:main');
    return testGit(checkout, 'rev-parse', 'HEAD');
  };
  const base = await commit(files, 'the first');
  return {
    folder,
    origin,
    checkout,
    work: join(folder, 'work'),
    base,
    commit,
    inOrigin: (...args) => testGit(origin, ...args),
    inCheckout: (...args) => testGit(checkout, ...args),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
