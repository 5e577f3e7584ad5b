import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of the real data (MAXIMUS_TEST_DATA, or `../shared/data` beside the repository); throws a clear error where it is absent. */
export function dataFolder(): string {
  const folder = resolve(process.env['MAXIMUS_TEST_DATA'] ?? new URL('../../shared/data', import.meta.url).pathname);
  if (existsSync(join(folder, 'advisories'))) return folder;
  throw new Error(`The real data is not at ${folder}. Set MAXIMUS_TEST_DATA to the folder that holds advisories/.`);
}

/** Unpacks projects.tar.gz into a folder, once. */
export function unpackProjects(into: string): string {
  const target = join(into, 'projects');
  if (existsSync(target)) return target;
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['xzf', join(dataFolder(), 'projects.tar.gz'), '-C', target]);
  return target;
}

/** Texts of every package-lock.json of version 2 and 3 among the unpacked projects, in path order. */
export function packageLocks(projects: string): readonly string[] {
  return readdirSync(projects, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('package-lock.json'))
    .sort()
    .map((path) => readFileSync(join(projects, path), 'utf8'))
    .filter((text) => text.includes('"packages"'));
}
