import type { ApvSummary } from '@maximus/contracts';
import { describe, expect, it } from 'vitest';
import type { ApvPage } from '../../api/adaptive-immunity-api.ts';
import type { LiveApv } from '../../live/use-apv-stream.ts';
import { apvQueryOf, fitsFilters, isNarrowed, readApvFilters } from './apv-filters.ts';
import { groupByHour } from './timeline-items.ts';
import { folded, withLive } from './use-apv-list.ts';

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

describe('what the stream no longer keeps', () => {
  const page = (...items: ApvSummary[]) =>
    ({ items, next_cursor: null, counts: {}, check_state: 'ok', position: undefined }) as unknown as ApvPage;
  const data = { pages: [page(apv('2')), page(apv('1'))], pageParams: [undefined, 'c'] };
  const live = (id: string, more: Partial<ApvSummary>) => ({ ...apv(id, more), version: 1 }) as LiveApv;

  it('stays in the list: new ones before the first page, newer ones in theirs, pages without any as they were', () => {
    const came = [
      live('4', {}),
      live('3', {}),
      live('1', { status: 'resolved', modified: '2026-11-30T13:00:00.000Z' }),
    ];
    const { pages } = folded(data, came, filters(''));
    expect(pages.map(({ items }) => items.map(({ id, status }) => `${id} ${status}`))).toEqual([
      ['4 detected', '3 detected', '2 detected'],
      ['1 resolved'],
    ]);
    expect(folded(data, [live('2', {})], filters('')).pages).not.toBe(data.pages);
    expect(folded(data, [live('5', {})], filters('')).pages[1]).toBe(data.pages[1]);
  });

  it('is left out where it does not fit', () => {
    expect(folded(data, [live('3', { status: 'resolved' })], filters('status=detected')).pages[0]?.items).toHaveLength(
      1,
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
