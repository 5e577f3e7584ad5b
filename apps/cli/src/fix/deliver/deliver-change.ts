import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createForge, type DeliveryOutcome, type Forge, type PatchStatement } from '@maximus/forge';
import { newId, unwrap } from '@maximus/kernel';
import type { PlannedRemedy } from '@maximus/remediation';
import { errors } from '../../errors.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { applyEdits, type WorkingEdit } from '../apply/apply-edits.ts';
import { forgeOfRemote } from './forge-of-remote.ts';
import { type GitFacts, git, mustGit } from './git.ts';

/** How a proven change leaves: into the files, as a commit on the branch that is checked out, a branch, or a pull request. */
export type Way = 'files' | 'commit' | 'branch' | 'pr';

/** Where it went. */
export type Delivered =
  | { readonly way: 'files' }
  | { readonly way: 'commit' | 'branch'; readonly branch: string; readonly commit: string }
  | { readonly way: 'pr'; readonly branch: string; readonly commit: string; readonly url: string };

/** What delivering takes. */
export interface DeliverInput {
  readonly way: Way;
  /** Absolute. */
  readonly folder: string;
  /** Present for every way but `files`. */
  readonly facts?: GitFacts;
  readonly forgeKind?: string;
  readonly scratchFolder: string;
  readonly io: CommandIo;
}

/** The changes of a remedy as they go into the working tree. */
export function workingEdits({ change }: PlannedRemedy): readonly WorkingEdit[] {
  return (change?.files ?? []).map(({ file, before, after }) => ({
    file,
    beforeDigest: createHash('sha256').update(before).digest('hex'),
    after: Buffer.from(after, 'utf8'),
  }));
}

/** Whether what was asked for can be done at all; throws `cli.delivery_failed` before any work. */
export function checkWay({ way, folder, facts, forgeKind, io }: DeliverInput): void {
  if (way === 'files') return;
  if (facts === undefined) throw errors.delivery_failed(`${folder} is in no git repository`);
  if (facts.branch === undefined) throw errors.delivery_failed('no branch is checked out');
  if (!facts.isClean)
    throw errors.delivery_failed('there are changes that are not committed; the evidence would be about them');
  if (way === 'pr') forgeOfRemote(mustGit(folder, ['remote', 'get-url', 'origin'], io), forgeKind, io);
}

/** Delivers one proven change. The working tree changes for `files` and `commit` only, and there whole or not at all. */
export async function deliverChange(
  remedy: PlannedRemedy,
  statement: PatchStatement,
  input: DeliverInput,
): Promise<Delivered> {
  const { way, folder, facts, io } = input;
  if (way === 'files' || facts === undefined) {
    applyEdits(folder, workingEdits(remedy));
    return { way: 'files' };
  }
  // A commit before this one may have moved the branch.
  const base = mustGit(folder, ['rev-parse', 'HEAD'], io);
  const edits = workingEdits(remedy).map((edit) => ({ ...edit, file: facts.prefix + edit.file }));
  const mode = way === 'pr' ? 'pull_request' : 'branch';
  const delivery = { id: newId('dlv', io.clock), mode, baseCommit: base, edits, statement } as const;
  const outcome = unwrap(await forgeFor(input, facts).deliver(delivery));
  const { branch, commit } = pushedOf(outcome);
  if (outcome.state === 'pr_open') return { way: 'pr', branch, commit, url: outcome.links.pullRequest ?? '' };
  if (way === 'commit') return advance(remedy, { branch, commit, base }, input, facts);
  return { way: 'branch', branch, commit };
}

function forgeFor({ way, folder, forgeKind, scratchFolder, io }: DeliverInput, facts: GitFacts): Forge {
  const name = git(folder, ['config', 'user.name'], io)?.trim();
  const email = git(folder, ['config', 'user.email'], io)?.trim();
  const common = {
    default_branch: facts.branch ?? 'main',
    work_dir: join(scratchFolder, 'forge'),
    ...(name === undefined || name === '' ? {} : { author_name: name.slice(0, 100) }),
    ...(email === undefined || email === '' ? {} : { author_email: email }),
  };
  if (way !== 'pr') {
    return unwrap(createForge({ ...common, kind: 'local', origin: facts.top }, { clock: io.clock }));
  }
  const { kind, origin, token } = forgeOfRemote(mustGit(folder, ['remote', 'get-url', 'origin'], io), forgeKind, io);
  return unwrap(createForge({ ...common, kind, origin }, { clock: io.clock, secrets: { token } }));
}

function pushedOf(outcome: DeliveryOutcome): { readonly branch: string; readonly commit: string } {
  if (outcome.state === 'branch_pushed' || outcome.state === 'pr_open') return outcome;
  if (outcome.state === 'base_moved') {
    throw errors.delivery_failed('the branch has moved on since the evidence was made; bring yours up to date first');
  }
  throw errors.delivery_failed(`the delivery ended as ${outcome.state}`);
}

/** Moves the branch that is checked out to the new commit, with the files and the index of git, all together. */
function advance(
  remedy: PlannedRemedy,
  { branch, commit, base }: { readonly branch: string; readonly commit: string; readonly base: string },
  { folder, io }: DeliverInput,
  { top, prefix, branch: head = '' }: GitFacts,
): Delivered {
  const files = workingEdits(remedy).map(({ file }) => prefix + file);
  const index = join(mustGit(top, ['rev-parse', '--absolute-git-dir'], io), 'index');
  const kept = readFileSync(index);
  applyEdits(folder, workingEdits(remedy), (moment) => {
    if (moment !== `replaced ${files.length - 1}`) return;
    try {
      for (const row of mustGit(top, ['ls-tree', '-z', commit, '--', ...files], io).split('\0')) {
        const [, mode, id, path] = /^(\d{6}) blob ([0-9a-f]+)\t(.+)$/s.exec(row) ?? [];
        if (path !== undefined) mustGit(top, ['update-index', '--cacheinfo', `${mode},${id},${path}`], io);
      }
      mustGit(top, ['update-ref', '-m', 'maximus fix', `refs/heads/${head}`, commit, base], io);
    } catch (cause) {
      writeFileSync(`${index}.maximus`, kept);
      renameSync(`${index}.maximus`, index);
      throw cause;
    }
  });
  git(top, ['update-index', '-q', '--refresh'], io);
  mustGit(top, ['update-ref', '-d', `refs/heads/${branch}`, commit], io);
  return { way: 'commit', branch: head, commit };
}
