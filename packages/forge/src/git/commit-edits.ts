import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import type { DeliveredEdit } from '../delivery/types.ts';
import { errors } from '../errors.ts';
import type { Clone } from './clone.ts';

/** Writes the tree of `base` with the edits; nothing else differs from it. Its id comes back. */
export async function writeTree(clone: Clone, base: string, edits: readonly DeliveredEdit[]): Promise<Result<string>> {
  const { git, dir: gitDir } = clone;
  const rows: Buffer[] = [];
  for (const edit of edits) {
    const mode = await checkedMode(clone, base, edit);
    if (!mode.ok) return mode;
    let row = `0 ${'0'.repeat(40)}\t`;
    if (edit.after !== null) {
      const blob = await git.text({
        args: ['hash-object', '-w', '--no-filters', '--stdin'],
        gitDir,
        stdin: edit.after,
      });
      if (!blob.ok) return blob;
      row = `${mode.value} ${blob.value}\t`;
    }
    rows.push(Buffer.from(`${row}${edit.file}\0`));
  }
  const index = join(gitDir, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    const read = await git.run({ args: ['read-tree', `${base}^{tree}`], gitDir, env });
    if (!read.ok) return read;
    const updated = await git.run({
      args: ['update-index', '-z', '--index-info'],
      gitDir,
      env,
      stdin: Buffer.concat(rows),
    });
    if (!updated.ok) return fail(errors.edit_refused(`git refuses the paths: ${updated.error.message}`));
    return await git.text({ args: ['write-tree'], gitDir, env });
  } finally {
    await rm(index, { force: true });
  }
}

/** Mode of the file to write: that of the file it replaces. Refuses links, submodules, and content that is not the planned one. */
async function checkedMode(clone: Clone, base: string, edit: DeliveredEdit): Promise<Result<string>> {
  const { git, dir: gitDir } = clone;
  const listed = await git.text({ args: ['ls-tree', '-z', base, '--', edit.file], gitDir });
  if (!listed.ok) return listed;
  const entry = /^(\d{6}) (\w+) ([0-9a-f]{40,64})\t/.exec(listed.value);
  if (entry === null) {
    if (edit.beforeDigest === undefined && edit.after !== null) return newFileMode(clone, base, edit.file);
    return fail(errors.edit_refused(`${edit.file} is not in the base commit`));
  }
  const [, mode = '', type, id = ''] = entry;
  if (type !== 'blob' || !mode.startsWith('100'))
    return fail(errors.edit_refused(`${edit.file} is a link, a folder or a submodule`));
  if (edit.beforeDigest === undefined) return fail(errors.edit_refused(`${edit.file} is in the base commit already`));
  const content = await git.run({ args: ['cat-file', 'blob', id], gitDir, maxOutputBytes: 256 * 1024 * 1024 });
  if (!content.ok) return content;
  if (createHash('sha256').update(content.value.stdout).digest('hex') !== edit.beforeDigest)
    return fail(errors.edit_refused(`${edit.file} is not what was planned on`));
  return ok(mode);
}

/** A new file may lie in folders only: below a file, a link or a submodule, git would silently put it in their place. */
async function newFileMode(clone: Clone, base: string, file: string): Promise<Result<string>> {
  const steps = file.split('/');
  const above = steps.slice(1).map((_, at) => steps.slice(0, at + 1).join('/'));
  if (above.length === 0) return ok('100644');
  const listed = await clone.git.text({ args: ['ls-tree', '-z', base, '--', ...above], gitDir: clone.dir });
  if (!listed.ok) return listed;
  const inTheWay = listed.value.split('\0').some((entry) => entry !== '' && entry.split(' ')[1] !== 'tree');
  return inTheWay ? fail(errors.edit_refused(`${file} would lie below something that is no folder`)) : ok('100644');
}

/** Makes a commit of ours; signed when a key is set. Its id comes back. */
export async function commitTree(
  clone: Clone,
  tree: string,
  parents: readonly string[],
  message: string,
  nowMs: number,
): Promise<Result<string>> {
  const { author_name: name, author_email: email, signing_key: key } = clone.config;
  const date = `${Math.floor(nowMs / 1000)} +0000`;
  return clone.git.text({
    args: [
      'commit-tree',
      ...(key === '' ? [] : ['-S']),
      ...parents.flatMap((parent) => ['-p', parent]),
      '-F',
      '-',
      tree,
    ],
    gitDir: clone.dir,
    stdin: message,
    config:
      key === ''
        ? []
        : [
            ['gpg.format', 'ssh'],
            ['user.signingKey', key],
          ],
    env: {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    },
  });
}
