import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { type Clone, fetchOrigin, prepareClone } from '../git/clone.ts';
import { writeTree } from '../git/commit-edits.ts';
import { treeDiff } from '../git/diff.ts';
import { branchName } from './branch-name.ts';
import type { DeliveryContext } from './context.ts';
import type { DeliveredEdit, Delivery, DeliveryOutcome } from './types.ts';

const maxFileBytes = 64 * 1024 * 1024;

/**
 * The patch as a unified diff that `git apply` takes. The origin is asked only when the base commit is not in our clone yet, so
 * the file is there while a forge is down. For a directory without git the files are read from it.
 */
export async function patchFile(context: DeliveryContext, delivery: Delivery): Promise<Result<DeliveryOutcome>> {
  const diff =
    delivery.directory === undefined
      ? await fromCommit(context, delivery)
      : await fromFolder(context, delivery, delivery.directory);
  if (!diff.ok) return diff;
  if (diff.value.length === 0) return fail(errors.edit_refused('the edits change nothing'));
  const name = branchName(context.config.branch_prefix, delivery.statement).split('/').slice(1).join('-');
  return ok({
    state: 'patch_file',
    patch: diff.value,
    sha256: createHash('sha256').update(diff.value).digest('hex'),
    fileName: `${name}.patch`,
  });
}

async function fromCommit(context: DeliveryContext, { edits, baseCommit = '' }: Delivery): Promise<Result<Buffer>> {
  const { clone } = context;
  const prepared = await prepareClone(clone);
  if (!prepared.ok) return prepared;
  const known = () =>
    clone.git.run({ args: ['cat-file', '-e', `${baseCommit}^{commit}`], gitDir: clone.dir, accept: [0, 1, 128] });
  let there = await known();
  if (there.ok && there.value.code !== 0) {
    const fetched = await fetchOrigin(clone);
    if (!fetched.ok) return fetched;
    there = await known();
  }
  if (!there.ok) return there;
  if (there.value.code !== 0) return fail(errors.base_unknown(`commit ${baseCommit} is not in the origin`));
  const tree = await writeTree(clone, baseCommit, edits);
  return tree.ok ? treeDiff(clone, `${baseCommit}^{tree}`, tree.value, context.maxPatchBytes) : tree;
}

async function fromFolder(context: DeliveryContext, { edits }: Delivery, folder: string): Promise<Result<Buffer>> {
  const before: DeliveredEdit[] = [];
  for (const edit of edits) {
    if (edit.beforeDigest === undefined) continue;
    const content = await readPlainFile(folder, edit.file);
    if (!content.ok) return content;
    before.push({ file: edit.file, after: content.value });
  }
  await mkdir(context.config.work_dir, { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(join(context.config.work_dir, 'patch-'));
  try {
    const clone: Clone = { ...context.clone, dir };
    const made = await prepareClone(clone);
    if (!made.ok) return made;
    const empty = await clone.git.text({ args: ['hash-object', '-w', '-t', 'tree', '--stdin'], gitDir: dir });
    if (!empty.ok) return empty;
    const old = before.length === 0 ? empty : await writeTree(clone, empty.value, before);
    if (!old.ok) return old;
    const tree = await writeTree(clone, old.value, edits);
    return tree.ok ? await treeDiff(clone, old.value, tree.value, context.maxPatchBytes) : tree;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Reads a file of a foreign folder: no link on the way, regular, bounded. */
async function readPlainFile(folder: string, file: string): Promise<Result<Buffer>> {
  const steps = file.split('/');
  for (let depth = 1; depth < steps.length; depth += 1) {
    const entry = await lstat(join(folder, ...steps.slice(0, depth))).catch(() => undefined);
    if (entry?.isDirectory() !== true) return fail(errors.edit_refused(`${file} is not in a plain folder`));
  }
  try {
    const handle = await open(join(folder, file), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const facts = await handle.stat();
      if (!facts.isFile() || facts.size > maxFileBytes)
        return fail(errors.edit_refused(`${file} is no file, or too large`));
      return ok(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    return fail(errors.edit_refused(`${file} cannot be read`, {}, error));
  }
}
