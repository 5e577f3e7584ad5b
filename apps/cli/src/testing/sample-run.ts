import { createSigner, type FinishedRun, judge, judgedOn, newSigningKey, sealEvidence } from '@maximus/arena';
import type { RemedyTarget, RescanDiff, TestComparison } from '@maximus/contracts';

/** What a test wants to be different about a run. */
export interface SampleRunParts {
  readonly targets: readonly RemedyTarget[];
  readonly rescan?: Partial<RescanDiff>;
  readonly tests?: TestComparison;
  readonly archive?: string;
  /** Further files of the bundle. */
  readonly blobs?: Readonly<Record<string, string>>;
}

const digest = 'a'.repeat(64);

/** A finished run whose verdict the arena itself gives to the facts of the test, sealed with a key of its own. */
export function sampleRun({ targets, rescan, tests, archive, blobs = {} }: SampleRunParts): FinishedRun {
  const gone = targets.map(({ group_id, primary_id, purl, priority }) => ({
    alias_group: group_id,
    primary_id,
    purl,
    path: [],
    priority,
  }));
  const diff = { index_generation: digest, fixed: gone, introduced: [], unchanged: [], not_checked: [], ...rescan };
  const untested: TestComparison = { result: 'untested', reason: 'no tests', newly_failing: [], flaky: [] };
  const facts = {
    targets,
    resolve: { state: 'ok' },
    install: { state: 'not-run', reason: 'level "static" runs no code' },
    rescan: { diff },
    tests: tests ?? untested,
    proof: { result: 'none' },
    majorStep: false,
    changedPackages: 1,
  } as const;
  const { verdict, reason, confidence, confidenceOf, terms } = judge(facts);
  const steps = [
    { name: 'rescan', tree: 'both', state: 'passed', reason: 'as planned', duration_ms: 40, tools: {} },
  ] as const;
  const evidence = sealEvidence(
    {
      evidence_id: 'evd_00000000000000000000000001',
      run_id: 'run_00000000000000000000000001',
      sealed_at: '2026-11-20T12:00:00.000Z',
      subject: {
        project: 'shop',
        base_commit: 'none',
        patch_digest: digest,
        apv_ids: [],
        alias_groups: [],
        targets: [...targets],
      },
      index: { generation: '1', digest },
      advisories: [],
      level: 'static',
      limits: {},
      steps: [...steps],
      rescan: diff,
      tests: facts.tests,
      proof: facts.proof,
      judged_on: judgedOn(facts),
      verdict,
      confidence,
      confidence_of: confidenceOf,
      confidence_terms: [...terms],
    },
    new Map(
      Object.entries({ 'patch.diff': '--- a\n+++ b\n', ...blobs }).map(([path, text]) => [path, Buffer.from(text)]),
    ),
    createSigner(newSigningKey()),
  );
  return {
    state: 'finished',
    runId: evidence.manifest.run_id,
    purpose: 'validate',
    level: 'static',
    isolation: 'nothing ran',
    startedAt: evidence.manifest.sealed_at,
    finishedAt: evidence.manifest.sealed_at,
    steps,
    rescan: diff,
    tests: facts.tests,
    proof: facts.proof,
    verdict,
    reason,
    confidence,
    confidenceOf,
    evidence,
    ...(archive === undefined ? {} : { archive }),
  };
}
