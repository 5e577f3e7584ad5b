import { createHash } from 'node:crypto';
import {
  type ArenaNeeds,
  type ArenaRun,
  defaultArenaLimits,
  proveRemedy,
  type Sandbox,
  type SandboxLimits,
} from '@maximus/arena';
import type { ProjectFiles } from '@maximus/inventory';
import { canonicalJson, newId } from '@maximus/kernel';
import {
  checkCode,
  checkWritten,
  type PlannedRemedy,
  planOfDraft,
  unifiedDiff,
  type WrittenLock,
  writeLock,
} from '@maximus/remediation';
import type { CodeProver, Prover } from './types.ts';

/** What the proofs of one project are made with. */
export interface ProverInput {
  readonly project: ProjectFiles;
  /** Absolute. */
  readonly folder: string;
  /** As evidence and texts name it. */
  readonly name: string;
  readonly baseCommit: string;
  /** Where the package manager writes lock files. */
  readonly sandbox: Sandbox;
  readonly needs: ArenaNeeds;
}

/** The package manager and the arena, for the changes of one project. */
export function createProver({ project, folder, name, baseCommit, sandbox, needs }: ProverInput): Prover & CodeProver {
  const { clock, signal, tools, access, scratchFolder } = needs;
  const judge = (remedy: PlannedRemedy, changesCode = false): Promise<ArenaRun> => {
    const { plan } = remedy;
    const files = remedy.change?.files ?? [];
    return proveRemedy(
      {
        runId: newId('run', clock),
        evidenceId: newId('evd', clock),
        subject: {
          project: name,
          base_commit: baseCommit,
          patch_digest: patchDigest(name, baseCommit, remedy),
          apv_ids: [],
          alias_groups: [...new Set(plan.targets.map(({ group_id }) => group_id))],
          targets: plan.targets,
        },
        baseFolder: folder,
        edits: files.map(({ file, after }) => ({ file, bytes: Buffer.from(after, 'utf8') })),
        packageChanges: plan.package_changes,
        changesCode,
        lockFile: plan.lock_file,
        packageManager: plan.package_manager,
        diff: unifiedDiff(files),
      },
      needs,
    );
  };
  return {
    write: async (remedy): Promise<WrittenLock> => {
      const written = await writeLock({
        remedy,
        project,
        sandbox,
        tools,
        access,
        scratchFolder,
        limits: lockLimits(),
        ...(signal === undefined ? {} : { signal }),
      });
      if (written.state !== 'as-planned') return written;
      const { passed, failures } = await checkWritten({ remedy: written.remedy, project, folder, access });
      const sentence = failures.join(' ');
      return passed ? written : { state: 'not-written', why_not: 'resolver-failed', sentence, run: written.run };
    },
    prove: (remedy) => judge(remedy),
    proveCode: async ({ remedy, draft }) => {
      const { passed, failures } = await checkCode(draft, { project, folder, remedy });
      if (!passed) return { refused: failures.join(' ') };
      const change = { fingerprint: '', files: draft.files, expected: new Map<string, string>() };
      return judge({ plan: planOfDraft(remedy.plan, draft), change }, true);
    },
  };
}

/** SHA-256 over the canonical project, base commit, edits and package changes (eureka.md §7). */
function patchDigest(project: string, baseCommit: string, { plan }: PlannedRemedy): string {
  const { edits, package_changes } = plan;
  return createHash('sha256')
    .update(canonicalJson({ project, base_commit: baseCommit, edits, package_changes }))
    .digest('hex');
}

function lockLimits(): SandboxLimits {
  const { resolveMs, memoryBytes, processes, diskBytes, outputBytes, keptOutputBytes } = defaultArenaLimits;
  return { timeoutMs: resolveMs, memoryBytes, processes, diskBytes, outputBytes, keptOutputBytes };
}
