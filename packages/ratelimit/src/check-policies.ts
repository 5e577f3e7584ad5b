import { errors } from './errors.ts';
import { type Policy, type Rule, ruleName } from './policy.ts';

const nameForm = /^[a-z][a-z0-9_]{0,47}$/;
const maxLimit = 1_000_000_000;

/** Throws `ratelimit.bad_policy` for a list that cannot work; every process checks its list at the start. */
export function checkPolicies(policies: readonly Policy[]): void {
  const names = new Set<string>();
  for (const { name, rules } of policies) {
    const bad = (why: string) => errors.bad_policy(`the policy "${name}" ${why}`, { policy: name });
    if (!nameForm.test(name)) throw bad('has a name that is not lower-case words with underscores');
    if (names.has(name)) throw bad('is there twice');
    names.add(name);
    if (rules.length === 0) throw bad('has no rules');
    if (new Set(rules.map(ruleName)).size < rules.length) throw bad('has two rules of one name');
    for (const rule of rules) {
      if (!nameForm.test(ruleName(rule))) throw bad('has a rule whose name is not lower-case words with underscores');
      if (!numbersOf(rule).every((number) => number > 0 && number <= maxLimit)) throw bad('has a number out of range');
      if (!wholeNumbersOf(rule).every(Number.isSafeInteger)) throw bad('has a limit that is not a whole number');
    }
  }
  if (!names.has('default')) throw errors.bad_policy('there is no policy "default"');
}

function numbersOf(rule: Rule): readonly number[] {
  switch (rule.kind) {
    case 'sliding_window':
      return [rule.limit, rule.windowSeconds];
    case 'token_bucket':
      return [rule.rate, rule.perSeconds, rule.burst];
    case 'concurrency':
      return [rule.limit];
  }
}

function wholeNumbersOf(rule: Rule): readonly number[] {
  switch (rule.kind) {
    case 'sliding_window':
      return [rule.limit, rule.windowSeconds];
    case 'token_bucket':
      return [rule.burst];
    case 'concurrency':
      return [rule.limit];
  }
}
