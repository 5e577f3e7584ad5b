import { ok, type Result } from '@maximus/kernel';
import { isRecord } from '../../edit/json/index.ts';
import { createLockModel, type ModelGround } from '../lock-model.ts';
import { agreeing, readManifests } from '../npm/npm-model.ts';
import type { Outcome } from '../npm/outcome.ts';
import { readOverrides } from '../npm/override-rules.ts';
import { settle } from '../npm/settle.ts';
import type { OverrideRule } from '../npm/types.ts';
import type { ProjectTexts } from '../npm/write-files.ts';
import type { ResolverModel } from '../types.ts';
import { readBunLock } from './read-lock.ts';
import { writeBunFiles } from './write-files.ts';

/** What the model of one bun.lock is made of. */
export interface BunModelInput extends ProjectTexts, ModelGround {
  /** Entries of a lock file as `name@version`, as the comparison with the tool's reads them. */
  readonly entriesOf: (lockText: string) => Result<ReadonlyMap<string, string>>;
}

/** First version of the format that can limit an override to one parent. */
const nestedSince = 3;

/**
 * bun's rules over a bun.lock: packages lie as npm would put them. Fails with `remediation.lock_unparsed` where the file is
 * not one, depends on files that no run may see, or where manifests and lock file disagree.
 */
export function createBunModel(input: BunModelInput): Result<ResolverModel> {
  const manifests = readManifests(input.manifests);
  if (!manifests.ok) return manifests;
  const root = manifests.value.get('') ?? {};
  const rules = [...readOverrides(root), ...resolutionsOf(root)];
  const read = readBunLock(input.lockText, manifests.value, rules);
  const lock = read.ok ? agreeing(read.value) : read;
  if (!lock.ok) return lock;
  const write = (outcome: Outcome) => {
    const files = writeBunFiles(input, lock.value, outcome, rules);
    if (!files.ok) return files;
    const after = files.value.find(({ kind }) => kind === 'lock')?.after ?? '';
    const expected = input.entriesOf(after);
    return expected.ok ? ok({ files: files.value, expected: expected.value }) : expected;
  };
  const overrideScope = lock.value.lockVersion >= nestedSince ? 'parent' : 'everywhere';
  return ok(createLockModel({ lock: lock.value, rules, settle, overrideScope, write }, input));
}

/** `resolutions`, which bun reads as rules that hold everywhere. */
function resolutionsOf({ resolutions }: Readonly<Record<string, unknown>>): readonly OverrideRule[] {
  if (!isRecord(resolutions)) return [];
  return Object.entries(resolutions).flatMap(([pattern, value]) => {
    const name = pattern.replace(/^\*\*\//, '');
    return typeof value === 'string'
      ? [{ name, value, below: [], text: `resolutions.${pattern} = ${value}`, path: ['resolutions', pattern] }]
      : [];
  });
}
