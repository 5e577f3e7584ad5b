import { type PackedBlob, packBlob, type StoredEdit, storeBlobs, storeEdits } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { campaignOf } from '../patches/campaign.ts';
import { contentOf, patchDigest, strategyOf, type subjectOf } from '../patches/describe.ts';
import { countStep, stepIn } from '../patches/take-step.ts';
import type { OpenProject } from '../proving/project-place.ts';
import type { WrittenRemedy } from './write-remedy.ts';

/** Gives a planned patch what its package manager wrote: content, diff and edits, which never change after. */
export async function generatePatch(
  parts: Parts,
  { place, correlationId }: Pick<OpenProject, 'place' | 'correlationId'>,
  patchId: string,
  { remedy, diff: text, warnings }: Extract<WrittenRemedy, { readonly state: 'written' }>,
  subject: ReturnType<typeof subjectOf>,
): Promise<void> {
  const { plan, change } = remedy;
  // The tool may leave a file as it was; then it is no edit.
  const edits = plan.edits.filter(({ before_digest, after_digest }) => before_digest !== after_digest);
  const content = contentOf({ ...plan, edits });
  const diff = await packBlob(text);
  const stored = await packEdits((change?.files ?? []).filter(({ before, after }) => before !== after));
  const generated = await parts.database.transaction(async (tx) => {
    const atMs = parts.clock.now();
    await storeBlobs(tx, [diff, ...stored.before], atMs);
    await storeEdits(tx, patchId, stored.after, atMs);
    return stepIn(parts, tx, patchId, {
      to: 'generated',
      reason: warnings[0] ?? `${plan.package_manager} wrote the lock file as planned`,
      correlationId,
      set: {
        rung: plan.rung,
        strategy: strategyOf(plan.rung),
        package: subject.package,
        // What closes nothing is no part of a campaign that does.
        campaign_id: plan.targets.length === 0 ? null : campaignOf(plan, subject),
        from_version: subject.from,
        to_version: subject.to,
        content,
        digest: patchDigest(place, content),
        diff_digest: diff.digest.toString('hex'),
        patch_size_bytes: diff.rawSize,
        patch_size_lines: changedLines(text),
      },
    });
  });
  countStep(parts, generated);
}

async function packEdits(
  files: readonly { readonly file: string; readonly before: string; readonly after: string }[],
): Promise<{ readonly before: readonly PackedBlob[]; readonly after: readonly StoredEdit[] }> {
  const before = await Promise.all(files.map((each) => packBlob(each.before)));
  const after = await Promise.all(files.map(async (each) => ({ file: each.file, after: await packBlob(each.after) })));
  return { before, after };
}

function changedLines(diff: string): number {
  return diff.split('\n').filter((line) => /^[+-](?![+-]{2} )/.test(line)).length;
}
