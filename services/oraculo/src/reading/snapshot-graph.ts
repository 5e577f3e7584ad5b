import { readContent, type SnapshotRow } from '@maximus/storage';
import { decodeContent } from '../imports/snapshot-content.ts';
import type { TakenFile } from '../imports/taken-inventory.ts';
import type { Parts } from '../parts.ts';

/** Graphs that were read last, by digest: a page of one project asks for the same one again and again. */
const kept = new WeakMap<Parts, Map<string, readonly TakenFile[]>>();
/** Of all that are kept together: 50,000 components are some 30 MB. */
const mostComponents = 50_000;

/** The files of a snapshot with their graphs; nothing where it has no content, as one that failed. */
export async function graphOf(
  parts: Parts,
  { content_digest }: Pick<SnapshotRow, 'content_digest'>,
): Promise<readonly TakenFile[] | undefined> {
  if (content_digest === null) return undefined;
  const graphs = kept.get(parts) ?? new Map<string, readonly TakenFile[]>();
  kept.set(parts, graphs);
  const digest = content_digest.toString('hex');
  const held = graphs.get(digest);
  if (held !== undefined) {
    graphs.delete(digest);
    graphs.set(digest, held);
    return held;
  }
  const content = await readContent(parts.database, content_digest);
  if (content === undefined) return undefined;
  const files = decodeContent(content.toString('utf8'));
  graphs.set(digest, files);
  let sum = 0;
  // The newest first; what does not fit any more is read again when it is asked for.
  for (const [each, graph] of [...graphs].reverse()) {
    sum += sizeOf(graph);
    if (sum > mostComponents) graphs.delete(each);
  }
  return files;
}

function sizeOf(files: readonly TakenFile[]): number {
  return files.reduce((sum, { components }) => sum + components.length, 0);
}
