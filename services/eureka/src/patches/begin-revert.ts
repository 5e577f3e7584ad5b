import { type Audit, actorOf } from '@maximus/audit';
import type { FileEdit, PackageChange, Patch } from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { newUuid, unwrap } from '@maximus/kernel';
import { unifiedDiff } from '@maximus/remediation';
import {
  type PatchRow,
  packBlob,
  patches,
  readBlob,
  readEdits,
  type StoredEdit,
  storeBlobs,
  storeEdits,
  toPatch,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import { enqueueProject } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import { patchDigest } from './describe.ts';

const revertible: ReadonlySet<string> = new Set(['delivered', 'merged', 'verified', 'verification_failed']);

/**
 * Makes a patch of kind `revert`: every file back to what it was before (eureka.md §8). It stands on the commit that the patch
 * made, is proven, which says what comes back, and goes through review.
 */
export async function beginRevert(
  parts: Parts,
  audit: Audit,
  row: PatchRow,
  { principal, reason, correlationId }: { principal: Principal; reason: string; correlationId: string },
): Promise<Omit<Patch, 'history'>> {
  if (row.kind === 'revert' || row.diff_digest === null || !revertible.has(row.status))
    throw errors.not_ended(`${row.code} is ${row.status}: only what was delivered can be taken back`);
  const original = toPatch(row);
  const after = await readEdits(parts.database, row.id);
  const files: { file: string; before: Uint8Array | null; after: Uint8Array | null }[] = [];
  for (const { file, before_digest } of original.edits) {
    const was = before_digest === undefined ? null : await readBlob(parts.database, before_digest);
    if (was === undefined) throw errors.blob_not_found(`the content of ${file} before the patch is gone`);
    files.push({ file, before: after.get(file) ?? null, after: was });
  }
  const edits: FileEdit[] = original.edits.map(({ file, kind, before_digest, after_digest }) => ({
    file,
    kind,
    ...(after_digest !== undefined && { before_digest: after_digest }),
    ...(before_digest !== undefined && { after_digest: before_digest }),
  }));
  const text = (bytes: Uint8Array | null) => (bytes === null ? {} : { text: Buffer.from(bytes).toString('utf8') });
  const diff = await packBlob(
    unifiedDiff(
      files.map(({ file, ...sides }) => {
        const before = text(sides.before).text;
        const now = text(sides.after).text;
        return { file, ...(before !== undefined && { before }), ...(now !== undefined && { after: now }) };
      }),
    ),
  );
  const stored: StoredEdit[] = await Promise.all(
    files.map(async (each) => ({ file: each.file, after: each.after === null ? null : await packBlob(each.after) })),
  );
  const place = { projectId: row.project_uuid, baseCommit: row.merge_commit ?? row.commit_sha ?? row.base_commit };
  const content = {
    edits,
    package_changes: original.package_changes.map(turned),
    files_modified: original.files_modified,
    attempts: [],
  };
  const actor = actorOf(principal);
  const id = newUuid(parts.clock);
  return parts.database.transaction(async (tx) => {
    const atMs = parts.clock.now();
    const start = { actor: 'operator', byWhom: actor.id ?? null, reason, atMs, correlationId } as const;
    const patch = {
      id,
      projectKey: row.project_key,
      kind: 'revert',
      rung: original.rung,
      strategy: original.strategy,
      author: actor.userId ?? actor.id ?? 'system:eureka',
      package: row.package,
      from: row.to_version,
      to: row.from_version,
      findingIds: row.finding_ids,
      apvIds: row.apv_ids,
      primaryIds: row.primary_ids,
      cveIds: row.cve_ids,
      severity: original.severity,
      priority: row.priority,
      urgency: row.urgency,
      dueAt: 'infinity',
      snapshotId: row.snapshot_id,
      groupKey: null,
      previousPatchId: row.id,
      baseCommit: place.baseCommit,
      baseRef: row.base_ref,
      lockFile: row.lock_file,
      packageManager: row.package_manager,
      digest: patchDigest(place, content),
      content,
    } as const;
    unwrap(await patches.plan(tx, patch, start));
    await storeBlobs(tx, [diff], atMs);
    await storeEdits(tx, id, stored, atMs);
    const generated = unwrap(
      await patches.transition(tx, id, {
        to: 'generated',
        actor: 'eureka',
        reason: 'every file goes back to what it was',
        atMs,
        correlationId,
        set: {
          diff_digest: diff.digest.toString('hex'),
          patch_size_bytes: diff.rawSize,
          patch_size_lines: row.patch_size_lines,
        },
      }),
    );
    const subject = { kind: 'patch', id: generated.id };
    const detail = { code: generated.code, of: row.code, reason };
    await audit.append(tx, { action: 'patch.rollback_requested', actor, subject, correlationId, detail });
    const job = { project_id: row.project_uuid, correlation_id: correlationId, asked: true };
    await enqueueProject(parts.jobs, job, { priority: 3, tx });
    return generated;
  });
}

function turned(change: PackageChange): PackageChange {
  const { purl_from, purl_to, ...rest } = change;
  const went = purl_from === undefined ? 'removed' : purl_to === undefined ? 'added' : 'downgraded';
  return {
    ...rest,
    ...(purl_to !== undefined && { purl_from: purl_to }),
    ...(purl_from !== undefined && { purl_to: purl_from }),
    change: went,
    why: 'the patch before is taken back',
  };
}
