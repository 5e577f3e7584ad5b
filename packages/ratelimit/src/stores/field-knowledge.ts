import type { Rule } from '../policy.ts';
import type { RuleCell, Verdict } from '../rules/cell.ts';
import { createCell, ruleLimit, shareOf } from '../rules/create-cell.ts';

/** Redis may take a moment longer to forget than we do, never a shorter one: what is only just in use is not insisted on. */
const marginUs = 250_000;

/** What a script told of a state after its decision. */
export interface Told {
  /** Units in use; of a bucket also parts of one. */
  readonly used: number;
  /** Redis' time of the last reset, 0 without one. */
  readonly epoch: number;
}

/**
 * What this process knows of one rule's state in Redis. Times are of this process's own steady clock: only how long ago
 * something was counts, never what time Redis or we believe it is.
 */
export interface FieldKnowledge {
  readonly rule: Rule;
  /** At most what Redis holds: our own takes, and those of others since we first heard. */
  mirror: RuleCell;
  told: (Told & { readonly atUs: number }) | undefined;
  /** What this process gave out while Redis was away, and has not told yet. */
  debt: RuleCell | undefined;
  /** The share of the limit that this process gives out by itself while Redis is away. */
  share: RuleCell | undefined;
  /** Places that requests of this process hold. */
  readonly held: Set<string>;
}

/** Nothing known. */
export function newKnowledge(rule: Rule): FieldKnowledge {
  return { rule, mirror: createCell(rule), told: undefined, debt: undefined, share: undefined, held: new Set() };
}

/** From when on the knowledge is worth nothing. */
export function knowledgeIdleAtUs({ mirror, debt, share, held }: FieldKnowledge): number {
  if (held.size > 0) return Number.POSITIVE_INFINITY;
  return Math.max(mirror.idleAtUs(), debt?.idleAtUs() ?? 0, share?.idleAtUs() ?? 0);
}

/** Units of which Redis is reminded, in case a failover lost them. */
export function reminder({ mirror }: FieldKnowledge, nowUs: number): number {
  return mirror.used(nowUs + marginUs);
}

/** Takes in what Redis told after it had counted `cost` of ours (0: none). */
export function learn(knowledge: FieldKnowledge, told: Told, cost: number, nowUs: number): void {
  const { rule, told: before } = knowledge;
  knowledge.share = undefined;
  if (before !== undefined && told.epoch > before.epoch) knowledge.mirror = createCell(rule);
  const { mirror } = knowledge;
  if (rule.kind === 'token_bucket') {
    mirror.trim(0, nowUs);
    mirror.add(told.used, nowUs, nowUs);
  } else if (rule.kind === 'sliding_window') {
    // Others have taken these since we last heard; the earliest time is the one that cannot claim too much later.
    const others = told.used - cost - mirror.used(nowUs);
    if (before !== undefined && others > 0) mirror.add(others, before.atUs, nowUs);
    if (cost > 0) mirror.take(cost, nowUs, undefined);
    if (others < 0) mirror.trim(told.used, nowUs);
  }
  knowledge.told = { ...told, atUs: nowUs };
}

/** What the local share says while Redis is away. It begins where the common count was last seen: it is warm. */
export function judgeLocally(knowledge: FieldKnowledge, cost: number, nodes: number, nowUs: number): Verdict {
  const share = shareOf(knowledge.rule, nodes);
  if (share.kind === 'concurrency') {
    const remaining = Math.max(0, share.limit - knowledge.held.size);
    return { allowed: remaining > 0, remaining, resetUs: 0, retryUs: 0 };
  }
  knowledge.share ??= warmCell(knowledge, share, nodes, nowUs);
  return knowledge.share.judge(Math.min(cost, ruleLimit(share)), nowUs);
}

/** Counts what the local share gave out. */
export function takeLocally(
  knowledge: FieldKnowledge,
  { cost, lease }: { readonly cost: number; readonly lease?: string },
  nodes: number,
  nowUs: number,
): void {
  if (lease !== undefined) knowledge.held.add(lease);
  if (knowledge.rule.kind === 'concurrency') return;
  knowledge.share?.take(Math.min(cost, ruleLimit(shareOf(knowledge.rule, nodes))), nowUs, undefined);
  knowledge.debt ??= createCell(knowledge.rule);
  knowledge.debt.take(cost, nowUs, undefined);
}

/** Undoes a take in everything that is known. */
export function forgetTake(knowledge: FieldKnowledge, cost: number, takenUs: number, nowUs: number): void {
  for (const cell of [knowledge.mirror, knowledge.share, knowledge.debt]) {
    cell?.giveBack(cost, takenUs, nowUs, undefined);
  }
}

function warmCell({ mirror, told, debt }: FieldKnowledge, share: Rule, nodes: number, nowUs: number): RuleCell {
  const cell = createCell(share);
  mirror.copyTo(cell, 1 / nodes, nowUs);
  if (told !== undefined && share.kind === 'sliding_window') {
    // What others had taken before we first heard; when is not known, so they count from then on.
    const unknown = told.used - mirror.used(told.atUs);
    if (unknown > 0) cell.add(Math.ceil(unknown / nodes), told.atUs, nowUs);
  }
  debt?.copyTo(cell, 1, nowUs);
  return cell;
}
