import { expandWorkspaces, type ProjectFiles } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { isRecord, parseObject } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import type { ResolverModel } from '../../resolver/types.ts';
import { createYarnModel } from '../../resolver/yarn/index.ts';
import type { ManagerFiles, ModelInput } from '../types.ts';
import { yarnEntries } from './lock-entries.ts';

/** Reads the lock file with the manifests of its workspaces, and makes the model of them; for both generations of Yarn. */
export async function openYarnModel({
  project,
  lockFile,
  matcher,
  registry,
  clock,
}: ModelInput): Promise<Result<ResolverModel>> {
  const lockText = await project.read(lockFile);
  if (!lockText.ok) return lockText;
  const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
  const root = await project.read(`${folder}package.json`);
  if (!root.ok) return fail(errors.lock_unparsed(`${folder}package.json cannot be read`));
  const members = await workspaceManifests(project, folder, root.value);
  if (!members.ok) return members;
  const manifests = new Map([['', root.value]]);
  for (const [name, text] of members.value) manifests.set(name.slice(0, -'/package.json'.length), text);
  return createYarnModel({
    lockFile,
    lockText: lockText.value,
    manifests,
    entriesOf: yarnEntries,
    source: registry,
    matcher,
    now: clock.now(),
  });
}

/** The manifests of the workspaces that a root manifest names, by their path from its folder. */
export async function workspaceManifests(
  project: ProjectFiles,
  folder: string,
  rootText: string,
): Promise<Result<ManagerFiles>> {
  const { workspaces } = parseObject(rootText) ?? {};
  const named = isRecord(workspaces) ? workspaces['packages'] : workspaces;
  const patterns = Array.isArray(named) ? named.filter((each) => typeof each === 'string') : [];
  if (patterns.length === 0) return ok(new Map());
  const base = folder.replace(/\/$/, '');
  const found = await expandWorkspaces(project, base, patterns);
  if (found.truncated || found.unread.length > 0) {
    return fail(errors.lock_unparsed(`the workspaces of ${folder}package.json cannot all be told`));
  }
  const manifests = new Map<string, string>();
  for (const each of found.folders) {
    const text = await project.read(`${each}/package.json`);
    if (!text.ok) return text;
    manifests.set(`${each.slice(base === '' ? 0 : base.length + 1)}/package.json`, text.value);
  }
  return ok(manifests);
}
