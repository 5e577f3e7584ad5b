import { describe, expect, it } from 'vitest';
import { textFrame } from '../frame/text-frame.ts';
import { ChannelLog } from './channel-log.ts';
import { decodeRecord, encodeRecord, recordOf } from './record.ts';

const limits = { messages: 5, ageMs: 1_000, bytes: 1_000_000 };
const record = (id: string, more: object = {}) => ({
  eventId: id,
  type: 'apv',
  timestamp: '2026-01-01T00:00:00.000Z',
  atMs: 0,
  dataText: `{"id":"${id}"}`,
  ...more,
});

describe('the log of a stream', () => {
  it('answers with everything after an offset, or with nothing once that is gone', () => {
    const log = new ChannelLog('hitl', 'e', limits);
    for (let at = 1; at <= 7; at += 1) log.append(at, record(`${at}`));
    expect(log.since(2)?.map(({ offset }) => offset)).toEqual([3, 4, 5, 6, 7]);
    expect(log.since(1)).toBeUndefined();
    expect(log.since(7)).toEqual([]);
    expect(log.since(8)).toBeUndefined();
  });

  it('drops by age, and still knows where it stands', () => {
    const log = new ChannelLog('hitl', 'e', limits);
    log.append(1, record('1', { atMs: 0 }));
    log.append(2, record('2', { atMs: 900 }));
    log.trim(1_500);
    expect(log.since(0)).toBeUndefined();
    expect(log.since(1)?.length).toBe(1);
    log.trim(10_000);
    // One hour of quiet: the messages are gone, the position is not.
    expect(log.since(2)).toEqual([]);
  });

  it('is bounded in bytes', () => {
    const log = new ChannelLog('hitl', 'e', { ...limits, bytes: 1_000 });
    for (let at = 1; at <= 4; at += 1) log.append(at, record(`${at}`, { dataText: 'x'.repeat(300) }));
    expect(log.size).toBe(1);
    expect(log.since(3)?.length).toBe(1);
  });
});

describe('the log of a cache', () => {
  it('holds the last value per key and says when one was pushed out', () => {
    const log = new ChannelLog('tasks', 'e', limits);
    for (const [at, key] of [
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
      [4, 'c'],
    ] as const)
      log.append(at, record(`${at}`, { key }));
    expect(log.since(0)?.map(({ offset }) => offset)).toEqual([2, 3, 4]);
    expect(log.since(2)?.map(({ offset }) => offset)).toEqual([3, 4]);
    for (const [at, key] of [
      [5, 'd'],
      [6, 'e'],
      [7, 'f'],
    ] as const)
      log.append(at, record(`${at}`, { key }));
    expect(log.since(1)).toBeUndefined();
    expect(log.since(2)?.length).toBe(5);
  });
});

describe('a record', () => {
  it('crosses as two lines and never has its data parsed', () => {
    const one = recordOf(
      { eventId: 'e', type: 't', timestamp: 'now', data: { a: 'line\nbreak' }, tags: { team: ['x'] } },
      5,
    );
    expect(decodeRecord(encodeRecord(one))).toEqual(one);
    expect(encodeRecord(one).split('\n')).toHaveLength(2);
  });

  it.each(['', 'x', '{}\n{}', '{"eventId":1,"type":"t"}\n{}', '{broken\n{}'])('%j is none', (text) => {
    expect(decodeRecord(text)).toBeUndefined();
  });
});

describe('a text frame', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 70_000])('of %i bytes has the shortest header', (length) => {
    const frame = textFrame('a'.repeat(length));
    expect(frame[0]).toBe(0x81);
    expect(frame.length - length).toBe(length < 126 ? 2 : length < 65_536 ? 4 : 10);
    const told = length < 126 ? frame[1] : length < 65_536 ? frame.readUInt16BE(2) : frame.readUInt32BE(6);
    expect(told).toBe(length);
  });

  it('counts bytes, not characters', () => {
    expect(textFrame('ä€😀')[1]).toBe(9);
  });
});
