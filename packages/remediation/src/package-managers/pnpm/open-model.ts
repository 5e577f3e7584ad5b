import { fail, type Result } from '@maximus/kernel';
import { parseObject } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import { createPnpmModel } from '../../resolver/pnpm/index.ts';
import type { ResolverModel } from '../../resolver/types.ts';
import { pinnedByField } from '../package-manager-field.ts';
import type { ModelInput } from '../types.ts';
import { pnpmEntries, pnpmLock } from './lock-entries.ts';

/** Reads the lock file with the manifests of its projects and pnpm-workspace.yaml, and makes the model of them. */
export async function openPnpmModel({
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
  for (const path of pnpmLock(lockText.value)?.importers ?? ['']) {
    const file = `${folder}${path === '' ? '' : `${path}/`}package.json`;
    const text = await project.read(file);
    if (!text.ok) return fail(errors.lock_unparsed(`the lock file speaks of ${file}, which cannot be read`));
    manifests.set(path, text.value);
  }
  const workspaceFile = `${folder}pnpm-workspace.yaml`;
  const workspace = (await project.exists(workspaceFile)) ? await project.read(workspaceFile) : undefined;
  if (workspace !== undefined && !workspace.ok) return workspace;
  return createPnpmModel({
    lockFile,
    lockText: lockText.value,
    manifests,
    workspaceText: workspace?.value ?? '',
    overridesInManifest: keepsOverridesInManifest(manifests.get('') ?? ''),
    entriesOf: pnpmEntries,
    source: registry,
    matcher,
    now: clock.now(),
  });
}

/** pnpm 9 and before know no overrides in pnpm-workspace.yaml; from 11 on there are none in package.json. */
function keepsOverridesInManifest(manifest: string): boolean {
  const pin = pinnedByField(new Map([['package.json', manifest]]), 'pnpm');
  if (pin !== undefined) return Number.parseInt(pin.version, 10) < 10;
  const engines = parseObject(manifest)?.['engines'];
  const range =
    typeof engines === 'object' && engines !== null ? (engines as Record<string, unknown>)['pnpm'] : undefined;
  return typeof range === 'string' && /^[\^~=v]*[1-9](?:\.|$)/.test(range.trim());
}
