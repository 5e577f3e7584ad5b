import { fail, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { createBunModel } from '../../resolver/bun/index.ts';
import type { ResolverModel } from '../../resolver/types.ts';
import type { ModelInput } from '../types.ts';
import { bunEntries, bunWorkspaces } from './lock-entries.ts';

/** Reads the lock file with every manifest that it repeats, and makes the model of them. */
export async function openBunModel({
  project,
  lockFile,
  matcher,
  registry,
  clock,
}: ModelInput): Promise<Result<ResolverModel>> {
  const lockText = await project.read(lockFile);
  if (!lockText.ok) return lockText;
  const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
  const manifests = new Map<string, string>();
  for (const path of bunWorkspaces(lockText.value)) {
    const file = `${folder}${path === '' ? '' : `${path}/`}package.json`;
    const text = await project.read(file);
    if (!text.ok) return fail(errors.lock_unparsed(`the lock file speaks of ${file}, which cannot be read`));
    manifests.set(path, text.value);
  }
  return createBunModel({
    lockFile,
    lockText: lockText.value,
    manifests,
    entriesOf: bunEntries,
    source: registry,
    matcher,
    now: clock.now(),
  });
}
