import type { Rule } from '../policy.ts';
import { leaseUs } from '../rules/concurrency.ts';
import { emissionUs, ruleLimit } from '../rules/create-cell.ts';
import { type FieldKnowledge, reminder } from './field-knowledge.ts';
import type { Demand } from './types.ts';

/** The scripts' letter for a kind of rule, and its period in microseconds. */
function kindAndPeriod(rule: Rule): readonly [kind: 'w' | 'b' | 'c', periodUs: number] {
  switch (rule.kind) {
    case 'sliding_window':
      return ['w', rule.windowSeconds * 1_000_000];
    case 'token_bucket':
      return ['b', emissionUs(rule)];
    case 'concurrency':
      return ['c', leaseUs];
  }
}

/** What the take script is told of one demand; `owes` in units. */
export function takeArguments(
  { field, rule, cost, mode, lease = '' }: Demand,
  knowledge: FieldKnowledge,
  owes: number,
  nowUs: number,
): readonly (string | number)[] {
  const [kind, period] = kindAndPeriod(rule);
  const held = kind === 'c' ? [...knowledge.held].join(',') : '';
  return [
    ...[field, kind, ruleLimit(rule), period, cost, mode === 'enforce' ? 1 : 0, lease],
    ...[kind === 'c' ? 0 : reminder(knowledge, nowUs), knowledge.told?.epoch ?? 0, owes, held],
  ];
}

/** What the adjust script is told of one change. */
export function adjustArguments(
  what: 'back' | 'drop' | 'keep' | 'zero',
  { field, rule }: Pick<Demand, 'field' | 'rule'>,
  costOrLease: number | string = 0,
  takenUs = 0,
): readonly (string | number)[] {
  const [kind, period] = kindAndPeriod(rule);
  const livesUs = kind === 'b' ? ruleLimit(rule) * period : 2 * period;
  return [what, field, kind, period, costOrLease, Math.round(takenUs), Math.ceil(livesUs)];
}
