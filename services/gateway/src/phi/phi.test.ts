import { waitUntil } from '@maximus/realtime/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { TestGateway } from '../testing/test-gateway.ts';
import { phiOf } from './phi.ts';

const share = (part: number, whole: number) => ({ part, whole });

describe('the index of self-observation', () => {
  it('is the geometric mean of its four shown terms', () => {
    const metric = phiOf({ coverage: share(8, 10), freshness: share(5, 5), flow: share(1, 2), nerve: share(99, 100) });
    expect(metric.terms).toEqual({ coverage: 0.8, freshness: 1, flow: 0.5, nerve: 0.99 });
    expect(metric.phi).toBeCloseTo((0.8 * 0.5 * 0.99) ** 0.25, 3);
  });

  it('what is not observed is never whole: no projects and no feeds count as nothing', () => {
    const idle = share(0, 0);
    expect(phiOf({ coverage: idle, freshness: idle, flow: idle, nerve: idle })).toEqual({
      phi: 0,
      terms: { coverage: 0, freshness: 0, flow: 1, nerve: 1 },
    });
  });
});

describe('the observer', () => {
  let node: TestGateway | undefined;
  afterEach(() => node?.stop());

  it('publishes at the start and again after a change', async () => {
    let fresh = 1;
    const sources = {
      coverage: async () => share(1, 1),
      freshness: async () => share(fresh, 2),
      flow: async () => share(1, 1),
    };
    node = await TestGateway.start({ loaders: { phi: sources } });
    const { hub } = node;
    const phi = () => JSON.parse(hub.held('consciousness', reader)?.at(-1)?.record.dataText ?? '{}').phi;
    const reader = { id: 'x', name: 'x', mayRead: () => true, seesWorkOf: () => true };
    await waitUntil('the first', () => phi() !== undefined);
    expect(phi()).toBeCloseTo(0.5 ** 0.25, 3);
    fresh = 2;
    const feed = { feed_id: 'osv', records_total: 1, added: 0, changed: 0, withdrawn: 0, duration_ms: 1 };
    await node.emit('feed.synced', feed);
    await waitUntil('the change', () => phi() === 1);
  });
});
