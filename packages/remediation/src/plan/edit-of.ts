import { createHash } from 'node:crypto';
import type { FileEdit } from '@maximus/contracts';
import type { FileChange } from '../resolver/types.ts';

/** A change of a file as plans and patches name it: digests are SHA-256 in hex, none where the file is new. */
export function editOf({ file, kind, before, after }: FileChange): FileEdit {
  const edit = { file, kind, after_digest: digest(after) };
  return before === '' ? edit : { ...edit, before_digest: digest(before) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
