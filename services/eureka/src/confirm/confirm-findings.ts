import { useOf } from '@maximus/prioritisation';
import { ruleVersion } from '@maximus/reachability';
import {
  type FindingChange,
  type FindingToRemedy,
  noteConfirmations,
  reachabilityCodes,
  scopeCodes,
  wireId,
} from '@maximus/storage';
import type { IndexHold, Parts } from '../parts.ts';
import { judgeVersion, type VersionJudgement } from './judge-version.ts';
import { lookForUse, type UseReport } from './look-for-use.ts';
import { vexOf } from './vex-of.ts';

/** Where and in which chain a confirmation is made. */
export interface ConfirmContext {
  readonly projectId: string;
  readonly snapshotId: string | null;
  /** Absent where the project has no files to look at. */
  readonly folder: string | undefined;
  /** Of the folder; absent without git. */
  readonly commit?: string | undefined;
  readonly correlationId: string;
  readonly signal: AbortSignal;
}

const engineVersion = `confirm/3+${ruleVersion}`;
const target = { confirmed: 'confirmed', could_not_check: 'could_not_check', not_present: 'retracted' } as const;

/**
 * Confirms suspected findings: the locked version first, use in the project's own code as evidence beside it (eureka.md §2).
 * Answers what the live index says of every finding that was given. Use never drops a finding: it may lower priority. What
 * is confirmed already is looked for again when the source, or what looks, is another than last time.
 */
export async function confirmFindings(
  parts: Parts,
  live: IndexHold['live'],
  findings: readonly FindingToRemedy[],
  context: ConfirmContext,
): Promise<ReadonlyMap<string, VersionJudgement>> {
  const startedMs = parts.clock.now();
  const judged = new Map(findings.map((finding) => [finding.id, judgeVersion(live, finding)]));
  const open = findings.filter(({ status }) => status === 'suspected' || status === 'could_not_check');
  const again = findings.filter((each) => judged.get(each.id)?.status === 'confirmed' && isOutdated(each, context));
  const looked = [...open, ...again];
  if (looked.length === 0) return judged;
  const use =
    context.folder === undefined
      ? undefined
      : await lookForUse(context.folder, looked, live, parts.clock, context.signal);
  const atMs = parts.clock.now();
  const tookMs = Math.max(0, atMs - startedMs);
  const changes: FindingChange[] = [];
  await parts.database.transaction(async (tx) => {
    changes.length = 0;
    const notes = looked.map((each) => written(each, judged.get(each.id), use, { ...context, atMs, tookMs }));
    await noteConfirmations(tx, notes);
    for (const finding of open) {
      const judgement = judged.get(finding.id);
      if (judgement === undefined) continue;
      changes.push({ id: finding.id, to: target[judgement.status], reason: reasonOf(judgement, finding) });
    }
    const cause = { kind: 'patch', id: context.projectId } as const;
    const { correlationId } = context;
    // A finding that could not be checked before and still cannot be keeps its state without a step.
    const steps = changes.filter(({ id, to }) => open.find((each) => each.id === id)?.status !== to);
    const alsoGroups = looked.flatMap(({ groupKey, reachability }, place) => {
      const next = notes[place]?.reachability?.state;
      return next === undefined || next === reachabilityCodes[reachability] ? [] : [groupKey];
    });
    await parts.estate.changeFindings(tx, steps, { actor: 'eureka', atMs, correlationId, cause, alsoGroups });
  });
  for (const { id } of looked) {
    const { status = 'could_not_check', method = 'lock' } = judged.get(id) ?? {};
    parts.metrics.confirmation_checks_total.inc({ status, method });
  }
  parts.metrics.confirmation_duration_seconds.observe(tookMs / 1_000);
  return judged;
}

/** Whether the use of what is confirmed was last seen in other source, or by other rules. */
function isOutdated({ status, seenBy, seenCommit }: FindingToRemedy, { folder, commit }: ConfirmContext): boolean {
  if (folder === undefined || (status !== 'confirmed' && status !== 'remediating')) return false;
  return seenBy !== engineVersion || commit === undefined || seenCommit !== commit;
}

function written(
  finding: FindingToRemedy,
  judgement: VersionJudgement | undefined,
  use: UseReport | undefined,
  context: ConfirmContext & { readonly atMs: number; readonly tookMs: number },
) {
  const reach = use?.results.get(finding.id);
  const at = new Date(context.atMs).toISOString();
  const confirmation = {
    finding_id: wireId('fnd', finding.id),
    status: judgement?.status ?? 'could_not_check',
    method: judgement?.method ?? 'lock',
    ...(context.snapshotId !== null && { snapshot_id: wireId('snp', context.snapshotId) }),
    ...(finding.lockedVersion !== null && { locked_version: finding.lockedVersion }),
    scope: scopeCodes[finding.scope] ?? 'unknown',
    direct: finding.direct,
    ...(use !== undefined && { required: use.required.has(finding.id) }),
    files: finding.places.map(({ file }) => file).slice(0, 50),
    locations: (reach?.locations ?? []).map(({ file, line, snippet, symbol }) => ({
      file_path: file,
      line_start: line,
      line_end: line,
      snippet,
      rule_id: reach?.rule_version ?? '',
      confidence: symbol === undefined ? 1 : (reach?.confidence ?? 0),
      ...(symbol !== undefined && { symbol }),
    })),
    ...vexOf(finding, reach, use, context.projectId, at),
    metadata: {
      files_scanned: use?.filesScanned ?? 0,
      rules_tested: use === undefined ? 0 : 1,
      execution_time_ms: context.tookMs,
      engine_version: engineVersion,
      ...(use !== undefined && context.commit !== undefined && { commit: context.commit }),
      doubts: (use?.doubts ?? []).slice(0, 5),
    },
    ...(judgement?.error !== undefined && { error: judgement.error.slice(0, 500) }),
    confirmed_at: at,
  };
  const detail = { locations: [], rule_version: '', ...reach, checked_at: at };
  return {
    id: finding.id,
    confirmation,
    reachability: reach === undefined ? undefined : { state: useOf(reach), detail },
  };
}

function reasonOf({ status, method, error }: VersionJudgement, { lockedVersion, name }: FindingToRemedy): string {
  switch (status) {
    case 'confirmed':
      return method === 'manifest_range'
        ? `every version of ${name} that the requirement allows is affected`
        : `the locked version ${lockedVersion ?? ''} of ${name} is affected`;
    case 'not_present':
      return `the locked version ${lockedVersion ?? ''} of ${name} is outside of every range`;
    case 'could_not_check':
      return error ?? 'the version could not be judged';
  }
}
