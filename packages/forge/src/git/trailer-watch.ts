import { ok, type Result } from '@maximus/kernel';
import { patchIdsIn, patchTrailer } from '../text/trailers.ts';
import { baseRef, type Clone } from './clone.ts';

/**
 * The commit on the default branch that carries a patch, whichever way it was merged; `undefined` while there is none. Only a
 * whole trailer line counts, so a commit that quotes one is not taken for it.
 */
export async function mergedCommit(clone: Clone, patchId: string): Promise<Result<string | undefined>> {
  const found = await clone.git.text({
    args: ['log', '-20', '-F', `--grep=${patchTrailer}: ${patchId}`, '--format=%H%x00%P%x00%B%x00%x01', baseRef],
    gitDir: clone.dir,
  });
  if (!found.ok) return found;
  const carriers = found.value
    .split('\u0001')
    .map((record) => record.replace(/^\n/, '').split('\0'))
    .filter(([, , message = '']) => patchIdsIn(message).includes(patchId));
  // A merge commit may repeat the text of what it merges; the patch itself is the commit with one parent.
  const single = carriers.find(([, parents = '']) => !parents.includes(' '));
  return ok((single ?? carriers[0])?.[0]);
}
