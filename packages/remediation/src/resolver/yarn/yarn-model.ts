import { ok, type Result } from '@maximus/kernel';
import { settleGraph } from '../graph/index.ts';
import { createLockModel, type ModelGround } from '../lock-model.ts';
import { agreeing, readManifests } from '../npm/npm-model.ts';
import type { Outcome } from '../npm/outcome.ts';
import type { ProjectTexts } from '../npm/write-files.ts';
import type { ResolverModel } from '../types.ts';
import { learnPeers } from './learn-peers.ts';
import { readResolutions } from './override-rules.ts';
import { readYarnLock } from './read-lock.ts';
import { writeYarnFiles } from './write-files.ts';

/** What the model of one yarn.lock is made of. */
export interface YarnModelInput extends ProjectTexts, ModelGround {
  /** Entries of a lock file as `name@version`, as the comparison with the tool's reads them. */
  readonly entriesOf: (lockText: string) => Result<ReadonlyMap<string, string>>;
}

/**
 * Yarn's rules over a yarn.lock of either generation. Fails with `remediation.lock_unparsed` where the file is not one,
 * depends on files that no run may see, or where manifests and lock file disagree.
 */
export function createYarnModel(input: YarnModelInput): Result<ResolverModel> {
  const manifests = readManifests(input.manifests);
  if (!manifests.ok) return manifests;
  const rules = readResolutions(manifests.value.get('') ?? {});
  const read = readYarnLock(input.lockText, manifests.value, rules);
  const lock = read.ok ? agreeing(read.value) : read;
  if (!lock.ok) return lock;
  const { tree, text } = lock.value;
  const write = (outcome: Outcome) => {
    const files = writeYarnFiles(input, lock.value, outcome, rules);
    if (!files.ok) return files;
    const after = files.value.find(({ kind }) => kind === 'lock')?.after ?? '';
    const expected = input.entriesOf(after);
    return expected.ok ? ok({ files: files.value, expected: expected.value }) : expected;
  };
  const common = { lock: lock.value, rules, settle: settleGraph, write };
  return ok(
    text.generation === 'berry'
      ? createLockModel({ ...common, overrideScope: 'requirement' }, input)
      : createLockModel(
          { ...common, overrideScope: 'parent', prepare: (copies, source) => learnPeers(tree, copies, source) },
          input,
        ),
  );
}
