import { describe, expect, it } from 'vitest';
import {
  channelNames,
  closeReaction,
  followName,
  formatPositions,
  parseChannel,
  parsePositions,
  shouldResubscribe,
  splitFrame,
} from './index.ts';

describe('channel names', () => {
  it('take a whole channel and a followed entry apart', () => {
    expect(parseChannel('adaptive-immunity')).toEqual({ name: 'adaptive-immunity', channel: 'adaptive-immunity' });
    expect(parseChannel('adaptive-immunity:apv/apv_1')?.entry).toBe('apv_1');
    expect(parseChannel('tasks:scn_1')?.entry).toBe('scn_1');
    expect(parseChannel('hitl:decision/dec_1')?.channel).toBe('hitl');
  });

  it.each(['', 'nothing', 'constructor', '__proto__', 'hitl:', 'hitl:dec_1', 'system:x', 'tasks:', 'tasks:a b'])(
    'refuse %j',
    (name) => expect(parseChannel(name)).toBeUndefined(),
  );

  it('are the names under which entries are followed', () => {
    expect(followName('hitl', 'dec_1')).toBe('hitl:decision/dec_1');
    expect(followName('system', 'x')).toBeUndefined();
    for (const name of channelNames) expect(parseChannel(name)?.channel).toBe(name);
  });
});

describe('positions as text', () => {
  it('survive the way out and back', () => {
    const text = formatPositions([
      ['hitl', { offset: 12, epoch: 'a' }],
      ['tasks:scn_1', { offset: 0, epoch: 'b' }],
    ]);
    expect(text).toBe('hitl;12;a,tasks:scn_1;0;b');
    expect(parsePositions(text).get('tasks:scn_1')).toEqual({ offset: 0, epoch: 'b' });
  });

  it('leave out what is no position', () => {
    expect([...parsePositions('hitl;-1;a,x,;1;a,y;1;,z;99999999999999999;a,ok;1;e').keys()]).toEqual(['ok']);
  });
});

describe('codes', () => {
  it('part close codes into come back, refresh, stop and done', () => {
    expect([1000, 1001, 1006, 1008, 1011, 3001, 3005, 3008, 3499, 3500, 3509].map(closeReaction)).toEqual([
      'done',
      'reconnect',
      'reconnect',
      'stop',
      'reconnect',
      'reconnect',
      'refresh',
      'reconnect',
      'reconnect',
      'stop',
      'stop',
    ]);
  });

  it('part unsubscribes into final ones and those that come back', () => {
    expect([2000, 2499, 2500, 2999].map(shouldResubscribe)).toEqual([false, false, true, true]);
  });
});

it('a frame holds one or more objects, parted by newlines', () => {
  expect(splitFrame('{"a":1}')).toEqual(['{"a":1}']);
  expect(splitFrame('{"a":1}\n{"b":2}\n')).toEqual(['{"a":1}', '{"b":2}']);
});
