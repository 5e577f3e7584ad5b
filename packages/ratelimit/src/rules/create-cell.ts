import type { Rule } from '../policy.ts';
import type { RuleCell } from './cell.ts';
import { concurrencyCell } from './concurrency.ts';
import { slidingWindowCell } from './sliding-window.ts';
import { tokenBucketCell } from './token-bucket.ts';

const second = 1_000_000;

/** Microseconds in which one token of a bucket comes back; rarely a whole number. */
export function emissionUs({ rate, perSeconds }: { readonly rate: number; readonly perSeconds: number }): number {
  return (perSeconds * second) / rate;
}

/** A new cell for a rule. */
export function createCell(rule: Rule): RuleCell {
  switch (rule.kind) {
    case 'sliding_window':
      return slidingWindowCell(rule.limit, rule.windowSeconds * second);
    case 'token_bucket':
      return tokenBucketCell(rule.burst, emissionUs(rule));
    case 'concurrency':
      return concurrencyCell(rule.limit);
  }
}

/** The most that one request may cost under a rule. */
export function ruleLimit(rule: Rule): number {
  return rule.kind === 'token_bucket' ? rule.burst : rule.limit;
}

/** The part of a rule that one of several processes may give out by itself; at least one unit. */
export function shareOf(rule: Rule, nodes: number): Rule {
  const part = (whole: number) => Math.max(1, Math.floor(whole / nodes));
  if (rule.kind !== 'token_bucket') return { ...rule, limit: part(rule.limit) };
  return { ...rule, burst: part(rule.burst), rate: rule.rate / nodes };
}
