import { bun } from './bun/index.ts';
import { cargo } from './cargo/index.ts';
import { go } from './go/index.ts';
import { maven } from './maven/index.ts';
import { npm } from './npm/index.ts';
import { pip } from './pip/index.ts';
import { pipTools } from './pip-tools/index.ts';
import { pnpm } from './pnpm/index.ts';
import { poetry } from './poetry/index.ts';
import type { PackageManager } from './types.ts';
import { uv } from './uv/index.ts';
import { yarn } from './yarn/index.ts';
import { yarnBerry } from './yarn-berry/index.ts';

/** Every package manager by id, alphabetical. A folder that is not here fails the registry's test. */
export const packageManagers: ReadonlyMap<string, PackageManager> = new Map(
  [bun, cargo, go, maven, npm, pip, pipTools, pnpm, poetry, uv, yarn, yarnBerry].map((each) => [each.id, each]),
);

/** Whether plans may be made for a file, by its name alone. */
export function isPlannable(file: string): boolean {
  return packageManagersFor(file).length > 0;
}

/** The managers that write a lock file of this name; where several do, `detect` tells them apart. */
function packageManagersFor(lockFile: string): readonly PackageManager[] {
  const name = lockFile.slice(lockFile.lastIndexOf('/') + 1);
  return [...packageManagers.values()].filter(
    ({ lockFiles, claims }) => lockFiles.includes(name) || claims?.(lockFile) === true,
  );
}

/** The manager of a lock file, by its name and its first bytes. */
export function packageManagerOf(lockFile: string, head: string): PackageManager | undefined {
  return packageManagersFor(lockFile).find((each) => each.detect(lockFile, head));
}
