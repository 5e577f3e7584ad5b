import { defineMetrics, type Handles, type MetricRow } from '@maximus/observability';

const rungs = [
  'lock-bump',
  'direct-upgrade',
  'parent-upgrade',
  'override',
  'major-upgrade',
  'code-rule',
  'code-llm',
  'virtual-patch',
  'vex-not-affected',
  'manual-review',
] as const;
const strategies = [
  'dependency_upgrade',
  'code_patch',
  'coagulation_waf',
  'vex_not_affected',
  'manual_review',
] as const;

const rows = {
  confirmation_checks_total: {
    type: 'counter',
    help: 'Confirmations of findings that ended.',
    labels: {
      status: ['confirmed', 'not_present', 'could_not_check'],
      method: ['lock', 'sbom', 'manifest_range'],
    },
  },
  confirmation_duration_seconds: {
    type: 'histogram',
    help: 'Time to confirm the findings of one project.',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30],
  },
  plan_attempts_total: {
    type: 'counter',
    help: 'Rungs of the remedy ladder that were looked at.',
    labels: { rung: rungs, result: ['taken', 'not_taken'] },
  },
  plan_duration_seconds: {
    type: 'histogram',
    help: 'Time that a rung took to be looked at.',
    labels: { rung: rungs },
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 30, 120, 600],
  },
  patch_transitions_total: {
    type: 'counter',
    help: 'Steps of patches that Eureka took.',
    labels: {
      strategy: strategies,
      status: [
        'planned',
        'generated',
        'validating',
        'validated',
        'pending_review',
        'delivering',
        'delivered',
        'merged',
        'verified',
        'verification_failed',
        'failed',
        'superseded',
        'cancelled',
        'rolled_back',
      ],
    },
  },
  patch_lead_time_seconds: {
    type: 'histogram',
    help: 'Time from the plan of a patch to its validation.',
    buckets: [1, 5, 10, 30, 60, 120, 300, 600, 1_800],
  },
  delivery_changes_total: {
    type: 'counter',
    help: 'Changes of deliveries.',
    labels: {
      forge: ['local', 'github', 'gitlab', 'gitea'],
      state: ['queued', 'branch_pushed', 'pr_open', 'merged', 'closed', 'failed'],
    },
  },
  override_retirements_total: {
    type: 'counter',
    help: 'Overrides that nobody needs any more, proven to be so and proposed to be taken out.',
  },
  arena_runs_total: {
    type: 'counter',
    help: 'Runs of the arena that ended.',
    labels: {
      verdict: ['inconclusive', 'breaks', 'not_fixed', 'introduces', 'mitigated', 'proven', 'fixed', 'fixed_untested'],
      level: ['container', 'process', 'static'],
    },
  },
  arena_step_duration_seconds: {
    type: 'histogram',
    help: 'Time that a step of the arena took.',
    labels: { step: ['materialise', 'resolve', 'rescan', 'install', 'tests', 'proof', 'verdict', 'seal'] },
    buckets: [1, 5, 10, 30, 60, 120, 300, 600, 900],
  },
  arena_active_runs: { type: 'gauge', help: 'Runs of the arena in hand.' },
  arena_proofs_total: {
    type: 'counter',
    help: 'Two-phase proofs that ended.',
    labels: { result: ['held', 'failed', 'not_reproduced', 'could_not_run', 'none'] },
  },
  arena_reverifications_total: {
    type: 'counter',
    help: 'Checks of default branches after a merge.',
    labels: { result: ['verified', 'failed', 'could_not_check'] },
  },
  llm_requests_total: {
    type: 'counter',
    help: 'Questions to a language model.',
    labels: { status: ['answered', 'failed', 'refused', 'remembered'] },
  },
  llm_tokens_total: {
    type: 'counter',
    help: 'Tokens that language models counted.',
    labels: { type: ['input', 'output'] },
  },
  llm_cost_usd_total: { type: 'counter', help: 'What language models cost, in US dollars.' },
  llm_budget_remaining_usd: { type: 'gauge', help: 'What the budget of the month still holds, in US dollars.' },
} as const satisfies Record<string, MetricRow>;

/** What Eureka measures of itself (eureka.md §13, arena.md §11). */
export const eurekaMetrics = defineMetrics('eureka', rows);

/** The handles of these metrics. */
export type EurekaMetrics = Handles<typeof rows>;
