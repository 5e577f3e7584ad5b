import { hash } from 'node:crypto';
import type { AliasGroup } from '@maximus/advisories';
import { findingsOf, type GroupFinding, type MatchResult, type Subject } from '@maximus/matching';
import type { ComponentRow, JudgedComponent, MatchRow } from '@maximus/storage';
import type { LiveIndex } from '../live-index/live-index.ts';

/** A match whose group is still named as the index names it. */
export interface IndexMatch extends Omit<MatchRow, 'groupKey'> {
  readonly group: AliasGroup;
}

/** What one generation says of some components. */
export interface Judgement {
  readonly matches: readonly IndexMatch[];
  readonly judged: readonly JudgedComponent[];
}

/** Judges components by one generation. The one function of both directions (oraculo.md §4). */
export function judgeComponents(live: LiveIndex, components: readonly ComponentRow[]): Judgement {
  const matches: IndexMatch[] = [];
  const judged: JudgedComponent[] = [];
  for (const component of components) {
    const subject = subjectOf(component);
    const result = matchOne(live, component, subject);
    const { hits, misses, undecided } = result;
    judged.push({
      key: component.key,
      advisories: hits.length + misses.length + undecided.length,
      doubt: doubtOf(live, component, result),
    });
    for (const found of findingsOf(live.matcher, subject, result)) matches.push(matchOf(component.key, found));
  }
  live.judged(components.length);
  return { matches, judged };
}

/** A component as matching takes it. */
export function subjectOf({ ecosystem, name, version }: ComponentRow): Subject {
  return version === null ? { ecosystem, name } : { ecosystem, name, version };
}

/** Every verdict about one component: hits, misses, and what could not be decided. */
export function matchOne({ matcher }: LiveIndex, component: ComponentRow, subject: Subject): MatchResult {
  return component.version === null && component.requested !== ''
    ? matcher.matchRequirement(subject, component.requested)
    : matcher.match(subject);
}

function doubtOf({ index }: LiveIndex, component: ComponentRow, { undecided }: MatchResult): string | null {
  if (!index.covers(component.ecosystem)) return `the index holds no advisories of ${component.ecosystem}`;
  const [first] = undecided;
  return first === undefined ? null : `${first.advisory.id}: ${first.text}`.slice(0, 500);
}

function matchOf(componentKey: number, found: GroupFinding): IndexMatch {
  const { kind, confidence, fixedVersions, matched, group } = found;
  const fixedVersion = found.fixedVersion ?? null;
  const removedBy = found.removedBy ?? null;
  const text = JSON.stringify([kind, confidence, fixedVersion, removedBy, fixedVersions, matched]);
  const fingerprint = hash('sha256', text, 'buffer').readBigInt64BE(0).toString();
  return { componentKey, group, fingerprint, kind, confidence, fixedVersion, removedBy, fixedVersions, matched };
}
