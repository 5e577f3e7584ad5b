import type { ApvSummary } from '@maximus/contracts';
import { describe, expect, it } from 'vitest';
import type { ApvPage } from '../../api/adaptive-immunity-api.ts';
import type { LiveApv } from '../../live/use-apv-stream.ts';
import { apvQueryOf, fitsFilters, isNarrowed, readApvFilters } from './apv-filters.ts';
import { folded, itemsOf, withLive } from './live-list.ts';
import { groupByHour } from './timeline-items.ts';

const apv = (id: string, more: Partial<ApvSummary> = {}): ApvSummary =>
  ({
    id,
    code: `APV-${id}`,
    primary_id: `CVE-${id}`,
    aliases: [`CVE-${id}`],
    summary: 'a flaw',
    severity: 'high',
    priority: 'high',
    status: 'detected',
    affected_packages: [{ name: 'left-pad', ecosystem: 'npm', fixed_versions: [] }],
    first_detected_at: '2026-11-30T12:00:00.000Z',
    modified: '2026-11-30T12:00:00.000Z',
    ...more,
  }) as unknown as ApvSummary;
const filters = (text: string) => readApvFilters(new URLSearchParams(text));

describe('filters of APVs', () => {
  it('are read from the address, and what is no value of theirs is left out', () => {
    expect(filters('priority=critical&severity=nonsense&kev=true&q=x&order=due_at')).toEqual({
      priority: 'critical',
      severity: undefined,
      status: undefined,
      kev: true,
      q: 'x',
      order: 'due_at',
    });
    expect(filters('order=nonsense').order).toBe('detected');
  });

  it('become the question to the API', () => {
    expect(apvQueryOf(filters(''))).toEqual({ sort: 'detected' });
    expect(apvQueryOf(filters('order=priority&status=confirmed&priority=low&severity=low&kev=true&q=x'))).toEqual({
      sort: 'priority',
      status: 'confirmed',
      priority: 'low',
      severity: 'low',
      kev: 'true',
      q: 'x',
    });
    expect([isNarrowed(filters('order=priority')), isNarrowed(filters('q=x'))]).toEqual([false, true]);
  });

  it('hold for what the stream brings', () => {
    const one = apv('1');
    expect(
      ['', 'priority=high', 'severity=high', 'status=detected', 'q=LEFT', 'q=cve-1 flaw'].map((text) =>
        fitsFilters(one, filters(text)),
      ),
    ).toEqual(Array(6).fill(true));
    expect(
      ['priority=low', 'severity=low', 'status=resolved', 'kev=true', 'q=left zzz'].map((text) =>
        fitsFilters(one, filters(text)),
      ),
    ).toEqual(Array(5).fill(false));
  });
});

describe('the list with what is live', () => {
  it('is the loaded one where nothing came', () => {
    const loaded = [apv('1')];
    expect(withLive(loaded, [], filters(''))).toBe(loaded);
  });

  it('has new ones on top, newer ones in place, and leaves out what no longer fits', () => {
    const loaded = [apv('2'), apv('1')];
    const live = [
      { ...apv('3', { first_detected_at: '2026-11-30T13:00:00.000Z' }), version: 1 },
      { ...apv('1', { status: 'resolved', modified: '2026-11-30T13:00:00.000Z' }), version: 2 },
    ] as readonly LiveApv[];
    expect(withLive(loaded, live, filters('')).map(({ id, status }) => [id, status])).toEqual([
      ['3', 'detected'],
      ['2', 'detected'],
      ['1', 'resolved'],
    ]);
    expect(withLive(loaded, live, filters('status=detected')).map(({ id }) => id)).toEqual(['3', '2']);
  });
});

describe('what belongs where', () => {
  const at = (id: string, hour: number, more: Partial<ApvSummary> = {}) =>
    apv(id, { first_detected_at: `2026-11-30T${hour}:00:00.000Z`, ...more });
  const live = (one: ApvSummary) => ({ ...one, version: 1 }) as LiveApv;
  const loaded = [at('9', 19), at('7', 17), at('5', 15)];
  const ids = (list: readonly ApvSummary[]) => list.map(({ id }) => id).join(' ');

  it('a new one stands in its place; one behind what is loaded comes with its own page', () => {
    const came = [live(at('8', 18)), live(at('3', 13)), live(at('10', 20))];
    expect(ids(withLive(loaded, came, filters(''), false))).toBe('10 9 8 7 5');
    expect(ids(withLive(loaded, came, filters(''), true))).toBe('10 9 8 7 5 3');
    expect(ids(withLive(loaded, [live(at('6', 15))], filters(''), true))).toBe('9 7 5 6');
    expect(ids(withLive(loaded, came, filters('order=priority'), false))).toBe('8 3 10 9 7 5');
  });

  const page = (next: string | null, ...items: ApvSummary[]) =>
    ({ items, next_cursor: next, counts: {}, check_state: 'ok', position: undefined }) as unknown as ApvPage;
  const data = { pages: [page('c', at('9', 19), at('7', 17)), page('d', at('5', 15))], pageParams: [undefined, 'c'] };

  it('what the stream no longer keeps stays in its page; pages without a change are as they were', () => {
    const resolved = at('5', 15, { status: 'resolved', modified: '2026-11-30T20:00:00.000Z' });
    const came = [live(at('10', 20)), live(at('8', 18)), live(resolved), live(at('3', 13))];
    const { pages } = folded(data, came, filters(''));
    expect(pages.map(({ items }) => ids(items))).toEqual(['10 9 8 7', '5']);
    expect(pages[1]?.items[0]?.status).toBe('resolved');
    expect(folded(data, [live(at('10', 20))], filters('')).pages[1]).toBe(data.pages[1]);
  });

  it('the last page takes what is older only where no page follows', () => {
    const whole = { ...data, pages: [data.pages[0] as ApvPage, page(null, at('5', 15))] };
    expect(folded(whole, [live(at('3', 13))], filters('')).pages.map(({ items }) => ids(items))).toEqual([
      '9 7',
      '5 3',
    ]);
  });

  it('in another order new ones come first, and what does not fit is left out', () => {
    expect(ids(folded(data, [live(at('8', 18))], filters('order=priority')).pages[0]?.items ?? [])).toBe('8 9 7');
    expect(folded(data, [live(at('8', 18))], filters('priority=low')).pages[0]).toBe(data.pages[0]);
  });

  it('one that is in two pages stands there once', () => {
    expect(ids(itemsOf({ ...data, pages: [page('c', at('9', 19)), page(null, at('9', 19), at('5', 15))] }))).toBe(
      '9 5',
    );
  });
});

describe('the timeline', () => {
  it('stands under the hours of detection', () => {
    const items = groupByHour([apv('3', { first_detected_at: '2026-11-30T13:59:00.000Z' }), apv('2'), apv('1')]);
    expect(items.map((item) => (item.kind === 'hour' ? [item.at, item.count] : item.id))).toEqual([
      ['2026-11-30T13:00:00Z', 1],
      '3',
      ['2026-11-30T12:00:00Z', 2],
      '2',
      '1',
    ]);
  });
});
