import { fail, ok, type Result } from '@maximus/kernel';
import type { DeliveryMode, ForgeConfig } from '../config.ts';
import { errors } from '../errors.ts';
import { trailerValue } from '../text/trailers.ts';
import type { ForgePlugin } from '../types.ts';
import type { Delivery } from './types.ts';

const hex64 = /^[0-9a-f]{64}$/;
const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const maxEdits = 500;
const maxPath = 1024;

/** Refuses what must not reach git: odd ids, paths that leave the project, a mode that the forge does not have. */
export function checkDelivery(delivery: Delivery, plugin: ForgePlugin, config: ForgeConfig): Result<DeliveryMode> {
  const mode = delivery.mode ?? plugin.capabilities.defaultMode;
  if (mode === 'pull_request' && !plugin.capabilities.pullRequests)
    return fail(errors.mode_unsupported(`${plugin.id} has no pull requests`));
  if (mode === 'merge' && !(plugin.capabilities.merges && config.local_merge))
    return fail(errors.mode_unsupported(`merging is not allowed for this ${plugin.id} project`));
  const refused = flaw(delivery, mode);
  return refused === undefined ? ok(mode) : fail(errors.delivery_invalid(refused));
}

function flaw(delivery: Delivery, mode: DeliveryMode): string | undefined {
  const { statement, edits, baseCommit, directory } = delivery;
  const { patchId, decisionId, audit, correlationId } = statement;
  const ids = [patchId, decisionId, audit?.logId, correlationId, ...(delivery.supersedes ?? [])];
  const apvs = statement.vulnerabilities.map(({ apvId }) => apvId);
  const odd = [...ids, ...apvs].find((id) => id !== undefined && !trailerValue.test(id));
  if (odd !== undefined) return 'an id holds signs that ids do not have';
  if (!hex64.test(statement.patchDigest) || !hex64.test(statement.evidence.digest))
    return 'a digest is not SHA-256 in hex';
  if (directory === undefined ? !commitId.test(baseCommit ?? '') : mode !== 'patch_file')
    return directory === undefined
      ? 'the base is not a full commit id'
      : 'a directory without git takes a patch file only';
  if (edits.length === 0 || edits.length > maxEdits) return `${edits.length} edits; there may be 1 to ${maxEdits}`;
  if (new Set(edits.map(({ file }) => file)).size !== edits.length) return 'a file is edited twice';
  const away = edits.find(({ file }) => !staysInside(file));
  return away === undefined ? undefined : `the path ${JSON.stringify(away.file.slice(0, 100))} is not one of a project`;
}

/** Whether a path is relative, in normal form, printable, and outside `.git` in every spelling that a file system may take for it. */
function staysInside(file: string): boolean {
  if (file === '' || file.length > maxPath || /[\p{Cc}\\]/u.test(file)) return false;
  return file.split('/').every((step) => {
    const plain = step
      .normalize('NFKC')
      .replaceAll(/[\p{Cf}]/gu, '')
      .replace(/[. ]{1,20}$/, '')
      .toLowerCase();
    return (
      step !== '' &&
      step !== '.' &&
      step !== '..' &&
      plain !== '.git' &&
      plain !== 'git~1' &&
      !plain.startsWith('.git:')
    );
  });
}
