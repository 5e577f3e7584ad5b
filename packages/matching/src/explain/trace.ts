import { type ParsedVersion, type RangeEvent, schemes, type VersionScheme } from '@maximus/versions';
import type { ComparableRange } from '../compiled-package.ts';
import type { TracedEvent } from './types.ts';

type Placed = { readonly event: TracedEvent['event']; readonly text: string; readonly parsed?: ParsedVersion };

/**
 * Walks a range's events in the order of their versions and says after each whether the version counts as affected:
 * OSV's own loop, for reading. The verdict itself comes from the compiled range.
 */
export function traceRange(
  range: Pick<ComparableRange, 'type' | 'events' | 'scheme'>,
  version: ParsedVersion | undefined,
): readonly TracedEvent[] {
  const { scheme } = range;
  const comparing = range.type === 'SEMVER' && scheme.ordersSemver !== true ? schemes.get('semver') : scheme;
  const events = range.events.map((event) => place(event, comparing));
  const seen = version === undefined ? undefined : comparing?.parse(version.raw);
  if (
    comparing === undefined ||
    seen?.ok !== true ||
    events.some((each) => each.parsed === undefined && !isStart(each))
  ) {
    return events.map(({ event, text }) => ({ event, version: text, decided: false }));
  }
  events.sort((a, b) => orderPlaced(comparing, a, b));
  let affected = false;
  let decider: number | undefined;
  const traced = events.map((each, place): TracedEvent => {
    const order = each.parsed === undefined ? 1 : comparing.order(seen.value, each.parsed);
    const reached = each.event === 'last_affected' ? order > 0 : order >= 0;
    if (reached && each.event !== 'limit') {
      affected = each.event === 'introduced';
      decider = place;
    }
    return { event: each.event, version: each.text, reached, affected, decided: false };
  });
  // An interval that the version has not left is decided by its end as well as by its start; the start is named.
  const place0 = decider ?? traced.findIndex((each) => each.event === 'introduced');
  return traced.map((each, at) => (at === place0 ? { ...each, decided: true } : each));
}

const kinds = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

function place(event: RangeEvent, scheme: VersionScheme | undefined): Placed {
  for (const kind of kinds) {
    const text = event[kind];
    if (text === undefined) continue;
    const parsed = kind === 'introduced' && text === '0' ? undefined : scheme?.parse(text);
    return parsed?.ok ? { event: kind, text, parsed: parsed.value } : { event: kind, text };
  }
  return { event: 'limit', text: '' };
}

function isStart({ event, text }: Placed): boolean {
  return (event === 'introduced' && text === '0') || (event === 'limit' && text === '*');
}

function orderPlaced(scheme: VersionScheme, a: Placed, b: Placed): number {
  if (a.parsed === undefined || b.parsed === undefined)
    return Number(a.parsed !== undefined) - Number(b.parsed !== undefined);
  // At one version an end comes before a start, so that two intervals that touch leave no gap.
  return scheme.order(a.parsed, b.parsed) || Number(a.event === 'introduced') - Number(b.event === 'introduced');
}
