import type { IgnoredFinding, ReportFinding, RuleNotice } from '@maximus/contracts';
import { baseEcosystem, normaliseName, schemeFor } from '@maximus/versions';
import picomatch from 'picomatch';
import { endOfRule, type IgnoreRule } from './rule.ts';

/** Days before its end at which a rule's return is announced. */
const noticeDays = 14;

const day = 86_400_000;

/** What the rules make of the findings. */
export interface RuleOutcome {
  readonly kept: readonly ReportFinding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly notices: readonly RuleNotice[];
}

interface CompiledRule {
  readonly rule: IgnoreRule;
  readonly index: number;
  readonly holds: boolean;
  readonly covers: (finding: Pick<ReportFinding, 'ids' | 'package'>) => boolean;
  readonly coversFile: (file: string) => boolean;
  matched: number;
}

function compile(rule: IgnoreRule, index: number, now: number): CompiledRule {
  const id = rule.id.toLowerCase();
  const coversFile = rule.path === undefined ? () => true : picomatch(rule.path, { dot: true });
  const covers: CompiledRule['covers'] = (finding) => {
    if (!finding.ids.some((candidate) => candidate.toLowerCase() === id)) return false;
    const { ecosystem, name, version } = finding.package;
    if (rule.ecosystem !== undefined && baseEcosystem(rule.ecosystem) !== baseEcosystem(ecosystem)) return false;
    if (rule.package !== undefined && normaliseName(ecosystem, rule.package) !== normaliseName(ecosystem, name))
      return false;
    if (rule.versions === undefined) return true;
    const constraint = schemeFor(ecosystem)?.constraint?.(rule.versions);
    return version !== undefined && constraint?.ok === true && constraint.value.allows(version);
  };
  return { rule, index, holds: endOfRule(rule) > now, covers, coversFile, matched: 0 };
}

function notice(compiled: CompiledRule, state: RuleNotice['state'], text: string): RuleNotice {
  return { state, index: compiled.index, text, until: compiled.rule.until, findings: compiled.matched };
}

function noticesOf(compiled: CompiledRule, now: number): readonly RuleNotice[] {
  const { rule, matched, holds } = compiled;
  const who = `${rule.id} (${rule.owner})`;
  if (!holds)
    return [notice(compiled, 'expired', `the rule for ${who} ended on ${rule.until}; what it held back fires again`)];
  if (matched === 0) return [notice(compiled, 'unused', `the rule for ${who} holds nothing back; remove it`)];
  if (endOfRule(rule) - now > noticeDays * day) return [];
  return [
    notice(compiled, 'expires_soon', `the rule for ${who} ends on ${rule.until}; what it holds back returns then`),
  ];
}

/**
 * Splits findings by the rules that hold at `now` (milliseconds). A rule with a path takes only the occurrences under
 * it: a finding that also stands elsewhere stays, without them. An expired rule holds nothing back and is announced.
 */
export function applyRules(findings: readonly ReportFinding[], rules: readonly IgnoreRule[], now: number): RuleOutcome {
  const compiled = rules.map((rule, index) => compile(rule, index, now));
  const kept: ReportFinding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const finding of findings) {
    let rest = finding;
    for (const candidate of compiled) {
      if (rest.occurrences.length === 0 || !candidate.covers(rest)) continue;
      const held = rest.occurrences.filter((occurrence) => candidate.coversFile(occurrence.file));
      if (held.length === 0) continue;
      candidate.matched++;
      if (!candidate.holds) continue;
      const { reason, owner, until } = candidate.rule;
      ignored.push({ finding: { ...rest, occurrences: held }, rule: { reason, owner, until, index: candidate.index } });
      rest = { ...rest, occurrences: rest.occurrences.filter((occurrence) => !held.includes(occurrence)) };
    }
    if (rest.occurrences.length > 0) kept.push(rest);
  }
  return { kept, ignored, notices: compiled.flatMap((candidate) => noticesOf(candidate, now)) };
}

/** A rule that holds a finding back, and in which files; in none where the rule and the finding name no file. */
export interface HoldingRule {
  readonly rule: IgnoreRule;
  readonly files: readonly string[];
}

/** The rules that hold at `now` (milliseconds) and cover a finding of these ids in these files, first match per file. */
export function holdingRules(
  finding: Pick<ReportFinding, 'ids' | 'package'>,
  files: readonly string[],
  rules: readonly IgnoreRule[],
  now: number,
): readonly HoldingRule[] {
  const found: HoldingRule[] = [];
  let rest = files;
  for (const [index, rule] of rules.entries()) {
    const { holds, covers, coversFile } = compile(rule, index, now);
    if (!holds || !covers(finding)) continue;
    const held = rest.filter(coversFile);
    if (held.length === 0 && (files.length > 0 || rule.path !== undefined)) continue;
    found.push({ rule, files: held });
    rest = rest.filter((file) => !held.includes(file));
  }
  return found;
}
