import type { FinishedRun } from '@maximus/arena';
import { diffOfDraft } from '@maximus/remediation';
import { version } from '../../version.ts';
import type { FixResult, LockWork } from '../types.ts';

/** A run as data, `maximus.fix-report/1`; its verdicts are the arena's. */
export function jsonReport({ project, isDryRun, report, locks, end }: FixResult): string {
  const document = {
    schema: 'maximus.fix-report/1',
    tool: { name: 'maximus', version },
    project,
    dry_run: isDryRun,
    outcome: end.outcome,
    exit_code: end.exitCode,
    sentence: end.sentence,
    policy: report.policy,
    index: report.index,
    summary: {
      packages: report.summary.packages,
      findings: report.summary.findings,
      proposed: locks.reduce((sum, { planned }) => sum + planned.remedies.length, 0),
      kept: locks.reduce((sum, { outcome }) => sum + (outcome?.remedies.length ?? 0), 0),
      without_remedy: locks.reduce((sum, { planned }) => sum + planned.stuck.length, 0),
    },
    incomplete: report.incomplete,
    lock_files: locks.map(lockPart),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function lockPart({ lockFile, planned, outcome, code = [], delivered }: LockWork): Record<string, unknown> {
  const { kept } = outcome ?? {};
  return {
    lock_file: lockFile,
    plans: planned.remedies.map(({ plan }) => plan),
    along: planned.along,
    without_remedy: planned.stuck,
    ...(planned.staying === undefined ? {} : { staying: planned.staying }),
    ...(kept === undefined ? {} : { applied: kept.remedy.plan, evidence: evidencePart(kept.run) }),
    not_proven: (outcome?.dropped ?? []).map(({ remedies: _remedies, run, ...rest }) => ({
      ...rest,
      ...(run === undefined ? {} : { evidence: evidencePart(run) }),
    })),
    ...(code.length === 0
      ? {}
      : {
          code_changes: code.map(({ draft: { rung, targets, files }, run, sentence }) => ({
            rung,
            targets,
            files: files.map(({ file }) => file),
            diff: diffOfDraft({ files }),
            ...(run === undefined ? { not_judged: sentence } : { evidence: evidencePart(run) }),
          })),
        }),
    ...(delivered === undefined ? {} : { delivered }),
  };
}

function evidencePart(run: FinishedRun): Record<string, unknown> {
  return {
    run_id: run.runId,
    verdict: run.verdict,
    reason: run.reason,
    confidence: run.confidence,
    confidence_of: run.confidenceOf,
    level: run.level,
    digest: run.evidence.digest,
    ...(run.archive === undefined ? {} : { archive: run.archive }),
    rescan: run.rescan,
    tests: run.tests,
    proof: run.proof,
    steps: run.steps,
  };
}
