import type { FreezeWindow, PolicyReason, ReviewPolicy } from '@maximus/contracts';
import { reason } from './reasons.ts';

/**
 * The rules that hold where several scopes speak, widest first: of each rule the strictest, so that a wider scope that is
 * tightened later holds at once (hitl.md §3). Pure.
 */
export function effectivePolicy(first: ReviewPolicy, ...narrower: readonly ReviewPolicy[]): ReviewPolicy {
  return narrower.reduce(strictest, first);
}

function strictest(a: ReviewPolicy, b: ReviewPolicy): ReviewPolicy {
  const most = <K extends string>(x: Readonly<Record<K, number>>, y: Readonly<Record<K, number>>) =>
    mapped(x, (value, key) => Math.max(value, y[key]));
  const least = <K extends string>(x: Readonly<Record<K, number>>, y: Readonly<Record<K, number>>) =>
    mapped(x, (value, key) => Math.min(value, y[key]));
  const { working_hours, escalate_on_breach, ...targets } = a.sla;
  const { working_hours: narrowerHours, escalate_on_breach: narrowerEscalates, ...narrowerTargets } = b.sla;
  return {
    approvals: most(a.approvals, b.approvals),
    // Who may decide is named by the narrowest that names anybody, out of those that the wider one allows.
    escalation_reviewers:
      b.escalation_reviewers.length === 0
        ? a.escalation_reviewers
        : a.escalation_reviewers.filter((id) => b.escalation_reviewers.includes(id)),
    undo_window_seconds: Math.max(a.undo_window_seconds, b.undo_window_seconds),
    sla: {
      ...least(targets, narrowerTargets),
      working_hours: narrowerHours === null || working_hours === null ? null : narrowerHours,
      escalate_on_breach: escalate_on_breach || narrowerEscalates,
    },
    freeze_windows: union(a.freeze_windows, b.freeze_windows),
    acceptance: least(a.acceptance, b.acceptance),
    break_glass: a.break_glass && b.break_glass,
    auto_approval: {
      enabled: a.auto_approval.enabled && b.auto_approval.enabled,
      projects: both(a.auto_approval.projects, b.auto_approval.projects),
      min_confidence: Math.max(a.auto_approval.min_confidence, b.auto_approval.min_confidence),
      min_prediction_confidence: Math.max(
        a.auto_approval.min_prediction_confidence,
        b.auto_approval.min_prediction_confidence,
      ),
      daily_cap: Math.min(a.auto_approval.daily_cap, b.auto_approval.daily_cap),
      sample_rate: Math.max(a.auto_approval.sample_rate, b.auto_approval.sample_rate),
    },
  };
}

/** What a narrower policy would loosen: each must be false for it to be taken. */
export function loosenings(wider: ReviewPolicy, narrower: ReviewPolicy): readonly PolicyReason[] {
  const looser = (code: string, is: boolean, message: string) => (is ? [reason(code, false, null, message)] : []);
  const fewer = (Object.keys(wider.approvals) as (keyof ReviewPolicy['approvals'])[]).flatMap((name) =>
    looser(
      `approvals.${name}`,
      narrower.approvals[name] < wider.approvals[name],
      'fewer approvals than the wider policy',
    ),
  );
  const slower = (['critical', 'high', 'medium', 'low'] as const).flatMap((name) =>
    looser(`sla.${name}`, narrower.sla[name] > wider.sla[name], 'a longer clock than the wider policy'),
  );
  const longer = (Object.keys(wider.acceptance) as (keyof ReviewPolicy['acceptance'])[]).flatMap((name) =>
    looser(`acceptance.${name}`, narrower.acceptance[name] > wider.acceptance[name], 'longer than the wider policy'),
  );
  const [mine, theirs] = [narrower.auto_approval, wider.auto_approval];
  return [
    ...fewer,
    ...slower,
    ...longer,
    ...looser(
      'undo_window_seconds',
      narrower.undo_window_seconds < wider.undo_window_seconds,
      'a shorter window than the wider policy',
    ),
    ...looser(
      'sla.working_hours',
      narrower.sla.working_hours !== null && wider.sla.working_hours === null,
      'clocks that pause where those of the wider policy do not',
    ),
    ...looser('break_glass', narrower.break_glass && !wider.break_glass, 'break-glass is off in the wider policy'),
    ...looser('auto_approval.enabled', mine.enabled && !theirs.enabled, 'it is off in the wider policy'),
    ...looser('auto_approval.min_confidence', mine.min_confidence < theirs.min_confidence, 'less than the wider one'),
    ...looser(
      'auto_approval.min_prediction_confidence',
      mine.min_prediction_confidence < theirs.min_prediction_confidence,
      'less than the wider one',
    ),
    ...looser('auto_approval.daily_cap', mine.daily_cap > theirs.daily_cap, 'more than the wider one'),
    ...looser('auto_approval.sample_rate', mine.sample_rate < theirs.sample_rate, 'less than the wider one'),
    ...looser(
      'escalation_reviewers',
      narrower.escalation_reviewers.some((id) => !wider.escalation_reviewers.includes(id)),
      'somebody whom the wider policy does not name',
    ),
  ];
}

function mapped<K extends string>(from: Readonly<Record<K, number>>, change: (value: number, key: K) => number) {
  return Object.fromEntries(
    (Object.entries(from) as [K, number][]).map(([key, value]) => [key, change(value, key)]),
  ) as Record<K, number>;
}

function both(a: readonly string[] | null, b: readonly string[] | null): string[] | null {
  if (a === null) return b === null ? null : [...b];
  return b === null ? [...a] : a.filter((id) => b.includes(id));
}

function union(a: readonly FreezeWindow[], b: readonly FreezeWindow[]): FreezeWindow[] {
  const all = [...a, ...b].map((window) => [`${window.name}\0${window.from}\0${window.to}`, window] as const);
  return [...new Map(all).values()];
}
