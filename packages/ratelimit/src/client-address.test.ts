import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBucket, clientAddress, trustedProxies } from './client-address.ts';

const nobody = trustedProxies([]).trusts;
const { trusts } = trustedProxies(['10.0.0.0/8', '::1', '2001:db8:ff::/48']);

describe('the address of a client', () => {
  it('is the socket’s when the socket is no proxy of ours, whatever it claims', () => {
    expect(clientAddress('203.0.113.9', '1.2.3.4', nobody)).toBe('203.0.113.9');
    expect(clientAddress('203.0.113.9', '1.2.3.4', trusts)).toBe('203.0.113.9');
    expect(clientAddress('::ffff:203.0.113.9', undefined, trusts)).toBe('203.0.113.9');
  });

  it('is the right-most address that is no proxy of ours', () => {
    expect(clientAddress('10.1.1.1', '6.6.6.6, 203.0.113.9, 10.2.2.2', trusts)).toBe('203.0.113.9');
    expect(clientAddress('::1', '203.0.113.9:4711', trusts)).toBe('203.0.113.9');
    expect(clientAddress('2001:db8:ff::7', '[2001:db8:1::5]:443', trusts)).toBe('2001:db8:1::5');
    expect(clientAddress('10.1.1.1', '10.3.3.3, 10.2.2.2', trusts)).toBe('10.3.3.3');
  });

  it('ends at what is no address', () => {
    expect(clientAddress('10.1.1.1', '203.0.113.9, unknown, 10.2.2.2', trusts)).toBe('10.2.2.2');
    expect(clientAddress('10.1.1.1', '', trusts)).toBe('10.1.1.1');
  });

  it('names entries of the setting that are wrong', () => {
    expect(trustedProxies(['10.0.0.0/8', '10.0.0.0/33', 'proxy', '::/129', '1.2.3.4/x', '::1']).bad).toEqual([
      '10.0.0.0/33',
      'proxy',
      '::/129',
      '1.2.3.4/x',
    ]);
  });

  it('is bounded for any header', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 6_000 }), (socket, forwarded) => {
        expect(clientAddress(socket, forwarded, () => true).length).toBeLessThanOrEqual(80);
      }),
    );
  });
});

describe('what an address counts as', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0001:aaaa:bbbb:cccc:dddd', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['no address', 'unknown'],
  ])('%s → %s', (address, bucket) => {
    expect(addressBucket(address)).toBe(bucket);
  });

  it('all addresses of one /64 are one, those of two are two', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(group, { minLength: 4, maxLength: 4 }), group, group, (net, a, b) => {
        const text = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(':');
        const of = (host: number) => addressBucket(`${text(net)}:${text([host, 0, 1, host])}`);
        fc.pre(net.some((part) => part !== 0));
        expect(of(a)).toBe(of(b));
        const next = [...net.slice(0, 3), ((net[3] ?? 0) + 1) % 0x10000];
        expect(addressBucket(`${text(next)}:0:0:0:1`)).not.toBe(of(a));
      }),
    );
  });
});
