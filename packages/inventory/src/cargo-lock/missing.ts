import { errors } from '../errors.ts';
import type { ProblemList } from '../problem-list/index.ts';
import type { LockedCrate } from './entries.ts';
import type { Workspace } from './workspace.ts';

/**
 * Reports each crate that a manifest asks for and that no entry has the name of. Cargo locks the optional, the
 * development and the target-specific dependencies of every member; of a path dependency, which need not be a member,
 * only what it always needs is sure to be locked.
 */
export function reportMissing(
  path: string,
  crates: readonly LockedCrate[],
  { manifests, members }: Workspace,
  problems: ProblemList,
): void {
  const held = new Set(crates.map(({ name }) => name));
  for (const [owner, { requests }] of manifests) {
    const missing = new Set<string>();
    for (const { crate, scope, unsure } of requests) {
      if (held.has(crate) || crate === owner || unsure === true) continue;
      if (scope === 'prod' || members.has(owner)) missing.add(crate);
    }
    for (const crate of missing) {
      const asker = `the Cargo.toml of "${owner.slice(0, 100)}"`;
      const said = `"${crate.slice(0, 100)}" is asked for by ${asker}, but not in the lock file`;
      problems.add('missing', () => errors.lock_outdated(said, { file: path, line: 1 }));
    }
  }
}
