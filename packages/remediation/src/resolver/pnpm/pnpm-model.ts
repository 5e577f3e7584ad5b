import { ok, type Result } from '@maximus/kernel';
import { settleGraph } from '../graph/index.ts';
import { createLockModel, type ModelGround } from '../lock-model.ts';
import { agreeing, readManifests } from '../npm/npm-model.ts';
import type { Outcome } from '../npm/outcome.ts';
import type { ResolverModel } from '../types.ts';
import { learnRequirements } from './learn-requirements.ts';
import { readPnpmOverrides } from './override-rules.ts';
import { readPnpmLock } from './read-lock.ts';
import { overridesOf, type PnpmTexts, writePnpmFiles } from './write-files.ts';

/** What the model of one pnpm-lock.yaml is made of. */
export interface PnpmModelInput extends PnpmTexts, ModelGround {
  /** Entries of a lock file as `name@version`, as the comparison with the tool's reads them. */
  readonly entriesOf: (lockText: string) => Result<ReadonlyMap<string, string>>;
}

/**
 * pnpm's rules over a pnpm-lock.yaml of version 9. Fails with `remediation.lock_unparsed` where the file is not one, depends
 * on programs of the project, or where manifests and lock file disagree.
 */
export function createPnpmModel(input: PnpmModelInput): Result<ResolverModel> {
  const manifests = readManifests(input.manifests);
  if (!manifests.ok) return manifests;
  const { place, overrides } = overridesOf(input);
  const rules = readPnpmOverrides(overrides, place, manifests.value.get('') ?? {});
  const read = readPnpmLock(input.lockText, manifests.value, rules);
  const lock = read.ok ? agreeing(read.value) : read;
  if (!lock.ok) return lock;
  const write = (outcome: Outcome) => {
    const files = writePnpmFiles(input, lock.value, outcome, rules);
    if (!files.ok) return files;
    const after = files.value.find(({ kind }) => kind === 'lock')?.after ?? '';
    const expected = input.entriesOf(after);
    return expected.ok ? ok({ files: files.value, expected: expected.value }) : expected;
  };
  return ok(
    createLockModel(
      {
        lock: lock.value,
        rules,
        settle: settleGraph,
        overrideScope: 'parent',
        prepare: (copies, source) => learnRequirements(lock.value.tree, copies, source),
        write,
      },
      input,
    ),
  );
}
