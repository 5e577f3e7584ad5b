import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { schemeFor, schemes } from '@maximus/versions';
import { errors } from '../errors.ts';

/** A finding that may wait: who says so, why, and until when. */
export interface IgnoreRule {
  /** Advisory id or any alias. */
  readonly id: string;
  readonly package?: string | undefined;
  readonly ecosystem?: string | undefined;
  /** Requirement in the ecosystem's language. */
  readonly versions?: string | undefined;
  /** Glob over the file of an occurrence. */
  readonly path?: string | undefined;
  readonly reason: string;
  readonly owner: string;
  /** Last day it holds, `YYYY-MM-DD`. */
  readonly until: string;
}

const day = 86_400_000;

/** Longest time a rule may hold (apv.md §4, acceptance). */
export const maxRuleDays = 365;

/** Milliseconds at which a rule stops holding: the end of its last day, UTC. */
export function endOfRule(rule: IgnoreRule): number {
  return Date.parse(`${rule.until}T00:00:00Z`) + day;
}

/** Whether a range can be read by its ecosystem, or by any where none is named. */
function isRange(text: string, ecosystem: string | undefined): boolean {
  const scheme = ecosystem === undefined ? undefined : schemeFor(ecosystem);
  const candidates = scheme === undefined ? [...schemes.values()] : [scheme];
  return candidates.some((candidate) => candidate.constraint?.(text).ok === true);
}

/** Refuses ranges that nobody can read, and rules that hold for longer than a year from `now` (milliseconds). */
export function checkRules(rules: readonly IgnoreRule[], now: number, file: string): Result<void, readonly AppError[]> {
  const faults = rules.flatMap((rule, index) => {
    const end = endOfRule(rule);
    if (Number.isNaN(end)) return [errors.rule_invalid(`ignore[${index}]: "${rule.until}" is not a day`, { file })];
    if (rule.versions !== undefined && !isRange(rule.versions, rule.ecosystem)) {
      const which = rule.ecosystem === undefined ? 'any ecosystem' : rule.ecosystem;
      return [
        errors.rule_invalid(`ignore[${index}] (${rule.id}): "${rule.versions}" is no version range of ${which}`, {
          file,
        }),
      ];
    }
    if (end - now <= (maxRuleDays + 1) * day) return [];
    const message = `ignore[${index}] (${rule.id}) holds until ${rule.until}, more than ${maxRuleDays} days ahead`;
    return [errors.rule_invalid(message, { file })];
  });
  return faults.length === 0 ? ok(undefined) : fail(faults);
}
