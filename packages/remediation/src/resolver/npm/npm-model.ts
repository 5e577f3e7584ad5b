import { fail, ok, type Result } from '@maximus/kernel';
import { parseObject } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import { createLockModel, type ModelGround } from '../lock-model.ts';
import type { ResolverModel } from '../types.ts';
import { readOverrides } from './override-rules.ts';
import { readNpmLock } from './read-lock.ts';
import { settle } from './settle.ts';
import { type ProjectTexts, writeFiles } from './write-files.ts';

/** What the model of one lock file is made of. */
export interface NpmModelInput extends ProjectTexts, ModelGround {}

/**
 * npm's rules over a package-lock.json of version 2 or 3. Fails with `remediation.lock_unparsed` where the file is not one,
 * or where manifest and lock file disagree: a plan would then move what is no part of it.
 */
export function createNpmModel(input: NpmModelInput): Result<ResolverModel> {
  const manifests = readManifests(input.manifests);
  if (!manifests.ok) return manifests;
  const read = readNpmLock(input.lockText, manifests.value);
  const lock = read.ok ? agreeing(read.value) : read;
  if (!lock.ok) return lock;
  const rules = readOverrides(manifests.value.get('') ?? {});
  const write = (outcome: Parameters<typeof writeFiles>[2]) => {
    const files = writeFiles(input, lock.value, outcome, rules);
    if (!files.ok) return files;
    const packages = [...outcome.tree.nodes()].filter(({ role }) => role === 'package');
    const expected = new Map(packages.map(({ path, name, version }) => [path, `${name}@${version ?? ''}`]));
    return ok({ files: files.value, expected });
  };
  return ok(createLockModel({ lock: lock.value, rules, settle, overrideScope: 'parent', write }, input));
}

/** Every manifest as an object, by the path of its project. */
export function readManifests(
  texts: ReadonlyMap<string, string>,
): Result<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const manifests = new Map<string, Record<string, unknown>>();
  for (const [path, text] of texts) {
    const manifest = parseObject(text);
    if (manifest === undefined) return fail(errors.lock_unparsed(`the manifest of "${path}" is not a JSON object`));
    manifests.set(path, manifest);
  }
  return ok(manifests);
}

/** A lock file that repeats its manifests; otherwise the failure that says where it does not. */
export function agreeing<T extends { readonly disagreements: readonly string[] }>(lock: T): Result<T> {
  const [disagreement] = lock.disagreements;
  if (disagreement === undefined) return ok(lock);
  const all = lock.disagreements.slice(0, 20);
  return fail(errors.lock_unparsed(`manifest and lock file disagree: ${disagreement}`, { all }));
}
