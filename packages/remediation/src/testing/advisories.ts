import { memoryIndex } from '@maximus/advisories/testing';
import { createMatcher, type Matcher } from '@maximus/matching';
import type { RemedyFinding } from '../plan/finding.ts';

/** A flaw of a test: affected from `introduced` (or the beginning) up to but without `fixed` (or without end). */
export interface Flaw {
  readonly id: string;
  readonly name: string;
  readonly introduced?: string;
  readonly fixed?: string;
  /** Single versions in the place of a range. */
  readonly versions?: readonly string[];
  /** `npm` unless said. */
  readonly ecosystem?: string;
}

/** A matcher over an index of these flaws; an id that begins with `MAL-` is malware. */
export function matcherOfFlaws(flaws: readonly Flaw[]): Matcher {
  const records = flaws.map(({ id, name, introduced = '0', fixed, versions, ecosystem = 'npm' }) => ({
    id,
    modified: '2026-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem, name },
        ...(versions === undefined
          ? {
              ranges: [
                {
                  type: /^(?:npm|Go|crates\.io)$/.test(ecosystem) ? 'SEMVER' : 'ECOSYSTEM',
                  events: [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])],
                },
              ],
            }
          : { versions }),
      },
    ],
  }));
  return createMatcher(memoryIndex({ records }));
}

/** The findings that a scan of a lock file would make, by package and flaw. */
export function findingsIn(lockText: string, matcher: Matcher): readonly RemedyFinding[] {
  const { packages } = JSON.parse(lockText) as {
    packages: Record<string, { name?: string; version?: string; link?: boolean }>;
  };
  const findings = new Map<string, RemedyFinding>();
  for (const [path, { name, version, link }] of Object.entries(packages)) {
    const at = path.lastIndexOf('node_modules/');
    if (at < 0 || link === true || version === undefined) continue;
    const label = name ?? path.slice(at + 'node_modules/'.length);
    for (const { advisory } of matcher.match({ ecosystem: 'npm', name: label, version }).hits) {
      const purl = `pkg:npm/${label.replace('@', '%40')}@${version}`;
      findings.set(`${advisory.groupId} ${purl}`, {
        group_id: advisory.groupId,
        primary_id: advisory.id,
        purl,
        priority: 'high',
        kind: advisory.kind,
        exploited: false,
      });
    }
  }
  return [...findings.values()];
}
