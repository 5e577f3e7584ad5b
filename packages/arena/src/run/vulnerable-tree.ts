import { sha256 } from '../evidence/blobs.ts';
import type { TestRun } from '../tests/types.ts';
import type { ArenaContext } from './arena-context.ts';
import { installStep } from './install-step.ts';

/** The tree before the change, installed when it is first needed. */
export interface LazyTree {
  /** The tree with what was installed, or why it cannot be had. */
  folder(): Promise<string | { readonly impossible: string }>;
  readonly knownTests?: TestRun;
  /** Keeps what was found out about it for the next patch of the same commit. */
  remember(tests: TestRun | undefined): void;
}

/** Makes the vulnerable tree ready on demand; what an earlier run of its commit found is not found again (arena.md §1). */
export function vulnerableTree(context: ArenaContext, tree: string): LazyTree {
  const { needs } = context;
  const key = keyOf(context);
  const known = key === undefined ? undefined : needs.cache?.get(key)?.tests;
  let installed: Promise<string | { readonly impossible: string }> | undefined;
  return {
    folder() {
      installed ??= installStep(context, 'install', 'vulnerable', { vulnerable: tree }).then(({ outcome }) =>
        outcome.state === 'ok'
          ? tree
          : { impossible: `the tree before the change does not install: ${outcome.reason}` },
      );
      return installed;
    },
    ...(known === undefined ? {} : { knownTests: known }),
    remember(tests) {
      if (key === undefined || tests === undefined || tests.couldNotRun !== undefined) return;
      needs.cache?.set(key, { tests });
    },
  };
}

function keyOf({ input, needs, tools, level, limits, manager }: ArenaContext): string | undefined {
  const { project, base_commit: commit } = input.subject;
  if (commit === '') return undefined;
  const versions = manager === undefined ? [] : (tools.get(manager.id) ?? []).map(({ version }) => version);
  const { command = '', env = {} } = needs.tests;
  return sha256(
    JSON.stringify([project, commit, input.lockFile, versions, level, limits, command, Object.entries(env).sort()]),
  );
}
