import type { OsvRecord } from '@maximus/advisories';
import { memoryIndex } from '@maximus/advisories/testing';
import type { RangeEvent } from '@maximus/versions';
import { createMatcher, type Matcher } from '../matcher.ts';

/** The parts of a test's record that differ from the usual. */
export interface RecordParts extends Omit<Partial<OsvRecord>, 'affected'> {
  readonly ecosystem?: string;
  readonly name?: string;
  /** Events of one range, written `>=1.0.0`, `<1.2.3` (fixed), `<=1.2.3` (last affected), `limit 2`. */
  readonly range?: readonly string[];
  readonly type?: 'SEMVER' | 'ECOSYSTEM' | 'GIT';
  readonly versions?: readonly string[];
  readonly approximate?: boolean;
}

/** A record that names one package, `left` of npm unless said. */
export function record(id: string, parts: RecordParts): OsvRecord {
  const { ecosystem = 'npm', name = 'left', range, type = 'ECOSYSTEM', versions, approximate, ...rest } = parts;
  const ranges = range && [
    { type, ...(type === 'GIT' && { repo: 'https://example.test/r' }), events: range.map(event) },
  ];
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    ...rest,
    ...(approximate && { database_specific: { approximate_range: true } }),
    affected: [{ package: { ecosystem, name }, ...(ranges && { ranges }), ...(versions && { versions }) }],
  };
}

/** Reads the short form of an event. */
export function event(text: string): RangeEvent {
  if (text.startsWith('>=')) return { introduced: text.slice(2) };
  if (text.startsWith('<=')) return { last_affected: text.slice(2) };
  if (text.startsWith('<')) return { fixed: text.slice(1) };
  return { limit: text.slice('limit '.length) };
}

/** A matcher over an index in memory. */
export function matcherOf(...records: readonly OsvRecord[]): Matcher {
  return createMatcher(memoryIndex({ records }));
}
