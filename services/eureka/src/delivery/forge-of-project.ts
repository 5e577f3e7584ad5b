import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { createForge, type DeliveryMode, type Forge, type ForgeKind, type ReplayMemory } from '@maximus/forge';
import { fail, ok, type Result } from '@maximus/kernel';
import { type ProjectRow, sourceOf } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts, ProjectTree } from '../parts.ts';

/** The way out of a project. */
export interface ProjectForge {
  readonly forge: Forge;
  readonly kind: ForgeKind;
  readonly mode: DeliveryMode;
  /** What a branch is cloned from, to be looked at again; absent without git. */
  readonly origin: { readonly address: string; readonly branch: string } | undefined;
  /** Of a project without git. */
  readonly directory: string | undefined;
  readonly prefix: string;
}

const kindByHost: Readonly<Record<string, ForgeKind>> = { 'github.com': 'github', 'gitlab.com': 'gitlab' };

/** Finds where a project's patches go, from its source and the settings. Fails with `eureka.no_files` or `forge.config_invalid`. */
export async function forgeOfProject(
  parts: Parts,
  project: ProjectRow,
  tree: ProjectTree | undefined,
  replays?: ReplayMemory,
): Promise<Result<ProjectForge>> {
  const place = await placeOf(parts, project, tree);
  if (!place.ok) return place;
  const { origin, checkout, host, directory } = place.value;
  const { delivery } = parts.config;
  const kind = host === undefined ? 'local' : (delivery.hosts[host] ?? kindByHost[host] ?? 'gitea');
  const branch = project.default_branch ?? tree?.ref ?? 'main';
  const { local_merge, local_merge_projects } = delivery;
  const merges =
    kind === 'local' && directory === undefined && (local_merge || local_merge_projects.includes(project.slug));
  const token = host === undefined ? undefined : parts.machine.tokens.get(host);
  const secret = host === undefined ? undefined : parts.machine.webhookSecrets.get(host);
  const made = createForge(
    {
      kind,
      origin,
      default_branch: branch,
      checkout,
      work_dir: parts.machine.deliveryFolder,
      branch_prefix: delivery.branch_prefix,
      author_name: delivery.author_name,
      author_email: delivery.author_email,
      signing_key: delivery.signing_key_file,
      local_merge: merges,
    },
    {
      clock: parts.clock,
      secrets: { ...(token !== undefined && { token }), ...(secret !== undefined && { webhookSecrets: [secret] }) },
      ...(replays && { replays }),
    },
  );
  if (!made.ok) return made;
  return ok({
    forge: made.value,
    kind,
    mode: modeOf(delivery.mode, kind, merges, directory),
    origin: directory === undefined ? { address: origin, branch } : undefined,
    directory,
    prefix: tree?.prefix ?? prefixOf(project),
  });
}

function modeOf(
  wanted: Parts['config']['delivery']['mode'],
  kind: ForgeKind,
  merges: boolean,
  directory: string | undefined,
): DeliveryMode {
  if (directory !== undefined) return 'patch_file';
  if (wanted !== 'auto') return wanted;
  if (kind !== 'local') return 'pull_request';
  return merges ? 'merge' : 'branch';
}

interface Place {
  readonly origin: string;
  /** Empty: none of its own. */
  readonly checkout: string;
  readonly host: string | undefined;
  readonly directory: string | undefined;
}

async function placeOf(parts: Parts, project: ProjectRow, tree: ProjectTree | undefined): Promise<Result<Place>> {
  const source = sourceOf(project);
  if (source.kind === 'git') return originPlace(parts, source.location, '');
  if (source.kind !== 'path' || tree === undefined)
    return fail(errors.no_files(`a ${source.kind} source has no repository that could be changed`));
  if (tree.workTree === undefined)
    return ok({ origin: tree.folder, checkout: '', host: undefined, directory: tree.folder });
  const remote = await originOf(tree.workTree);
  // A folder is its own origin where it names none: branches are made in it, and nothing is merged into what is checked out.
  if (remote === undefined) return ok({ origin: tree.workTree, checkout: '', host: undefined, directory: undefined });
  return originPlace(parts, remote, tree.workTree);
}

async function originPlace(parts: Parts, address: string, checkout: string): Promise<Result<Place>> {
  const path = address.startsWith('file://') ? decodeURIComponent(address.slice('file://'.length)) : address;
  if (isAbsolute(path)) {
    const real = await realpath(path).catch(() => undefined);
    const allowed =
      real !== undefined && (await Promise.all(parts.machine.originRoots.map((root) => holds(root, real))));
    if (allowed === false || !allowed.includes(true))
      return fail(errors.no_files('the origin of the project is below none of source.roots'));
    return ok({ origin: real ?? path, checkout, host: undefined, directory: undefined });
  }
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return fail(errors.no_files('patches are pushed over https, or to a folder of this machine'));
  return ok({ origin: address, checkout, host: url.host, directory: undefined });
}

async function holds(root: string, path: string): Promise<boolean> {
  const base = await realpath(root).catch(() => undefined);
  if (base === undefined) return false;
  const way = relative(base, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

const maxConfigBytes = 1 << 20;

/** The address of the remote `origin` as the repository's own configuration names it; nothing of it is run. */
async function originOf(workTree: string): Promise<string | undefined> {
  const text = await readFile(join(workTree, '.git', 'config'), 'utf8').catch(() => '');
  if (text.length > maxConfigBytes) return undefined;
  let inOrigin = false;
  for (const line of text.split('\n')) {
    const section = /^\s*\[([^\]]{1,200})\]/.exec(line);
    if (section !== null) inOrigin = section[1] === 'remote "origin"';
    const found = inOrigin ? /^\s*url\s*=\s*(\S.{0,2000}?)\s*$/.exec(line) : null;
    if (found?.[1] !== undefined) return found[1].startsWith('.') ? resolve(workTree, found[1]) : found[1];
  }
  return undefined;
}

function prefixOf(project: ProjectRow): string {
  const { subdirectory } = sourceOf(project);
  return subdirectory === undefined || subdirectory === '' ? '' : `${subdirectory.replace(/\/{1,10}$/, '')}/`;
}
