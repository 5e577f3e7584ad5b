import { describe, expect, it } from 'vitest';
import { bindMetrics } from './bind.ts';
import { createMetricsRegistry } from './registry.ts';
import { defineMetrics } from './table.ts';

const table = defineMetrics('platform', {
  cache_lookups_total: { type: 'counter', help: 'Look-ups.', labels: { level: ['l1', 'l2'], result: ['hit', 'miss'] } },
  bus_lag_seconds: { type: 'gauge', help: 'Lag.', labels: ['topic'] },
  http_wait_seconds: { type: 'histogram', help: 'Wait.', buckets: [1, 2] },
  pool_open_connections: { type: 'gauge', help: 'Open.' },
});

describe('a table of metrics', () => {
  it.each([
    ['requests', { type: 'counter', help: '' }],
    ['http_requests', { type: 'counter', help: '' }],
    ['http_requests_count', { type: 'counter', help: '' }],
    ['http_requests_total', { type: 'gauge', help: '' }],
    ['http_wait_ms', { type: 'histogram', help: '' }],
    ['http_wait_things', { type: 'histogram', help: '' }],
    ['Http_wait_seconds', { type: 'histogram', help: '' }],
  ] as const)('refuses the name %s', (key, row) => {
    expect(() => defineMetrics('platform', { [key]: row })).toThrow(key);
  });

  it.each(['project', 'cve', 'purl', 'user', 'path', 'Bad-Label'])('refuses the label %s', (label) => {
    const row = { type: 'gauge', help: '', labels: [label] } as const;
    expect(() => defineMetrics('platform', { http_wait_seconds: row })).toThrow(label);
  });
});

describe('a registry', () => {
  it('holds every series whose labels are known at zero from the start', async () => {
    const registry = await createMetricsRegistry({ service: 'maximus' });
    bindMetrics(table, registry);
    const text = await registry.text();
    expect(text).toContain('maximus_platform_cache_lookups_total{level="l2",result="miss",service="maximus"} 0');
    expect(text).toContain('maximus_platform_http_wait_seconds_count{service="maximus"} 0');
    expect(text).toContain('maximus_platform_pool_open_connections{service="maximus"} 0');
    expect(text).not.toContain('maximus_platform_bus_lag_seconds{');
  });

  it('counts, sets, observes and reads at the scrape', async () => {
    const registry = await createMetricsRegistry();
    const metrics = bindMetrics(table, registry);
    metrics.cache_lookups_total.inc({ level: 'l1', result: 'hit' });
    metrics.cache_lookups_total.inc({ level: 'l1', result: 'hit' }, 2);
    metrics.bus_lag_seconds.set({ topic: 'apv' }, 3);
    metrics.http_wait_seconds.observe(1.5);
    metrics.pool_open_connections.collect(() => Promise.reject(new Error('a reader that fails hides nothing')));
    metrics.pool_open_connections.collect((record) => record(4));
    const value = (key: string, labels?: Record<string, string>) => registry.value(`maximus_platform_${key}`, labels);
    expect(await value('cache_lookups_total', { level: 'l1', result: 'hit' })).toBe(3);
    expect(await value('bus_lag_seconds', { topic: 'apv' })).toBe(3);
    expect(await value('http_wait_seconds')).toBe(1);
    expect(await value('pool_open_connections')).toBe(4);
    expect(await value('nothing_here_total')).toBeUndefined();
  });

  it('gives the same handles to the same table and refuses a name of another', async () => {
    const registry = await createMetricsRegistry();
    expect(bindMetrics(table, registry)).toBe(bindMetrics(table, registry));
    const second = defineMetrics('platform', { bus_lag_seconds: { type: 'gauge', help: 'Again.' } });
    expect(() => bindMetrics(second, registry)).toThrow('declared twice');
  });

  it('is not needed: without one the handles do nothing', () => {
    const metrics = bindMetrics(table);
    metrics.cache_lookups_total.inc({ level: 'l1', result: 'hit' });
    metrics.http_wait_seconds.observe(1);
    metrics.pool_open_connections.collect(() => expect.unreachable());
  });
});
