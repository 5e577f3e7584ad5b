import { describe, expect, it } from 'vitest';
import { Subscription } from '../hub/index.ts';
import { Message } from '../log/index.ts';
import { viewer } from '../testing/readers.ts';
import { CommandBucket } from './command-bucket.ts';
import { SendQueue } from './queue.ts';
import { Rounds } from './rounds.ts';

const receiver = { id: 'r', viewer: viewer(), deliver: () => undefined, unsubscribed: () => undefined };
const subscription = (channel: 'tasks' | 'hitl') =>
  new Subscription({ name: channel, channel }, receiver, undefined, 0);
const message = (offset: number, key: string) =>
  new Message('tasks', 'cache', offset, {
    eventId: `${offset}`,
    type: 't',
    timestamp: '',
    atMs: 0,
    key,
    dataText: '{}',
  });

describe('the send queue', () => {
  it('replaces at the end, so that offsets never go back', () => {
    const queue = new SendQueue();
    const tasks = subscription('tasks');
    const push = (offset: number, key: string) => {
      const one = message(offset, key);
      queue.replace(tasks, key, false);
      queue.push({ subscription: tasks, message: one, bytes: one.bytes }, false);
    };
    push(1, 'a');
    push(2, 'b');
    push(3, 'a');
    expect(tasks.queued).toBe(2);
    const order = [queue.shift(), queue.shift(), queue.shift()].map(
      (one) => one && 'message' in one && one.message.offset,
    );
    expect(order).toEqual([2, 3, undefined]);
    expect([queue.bytes, queue.isEmpty, tasks.queued]).toEqual([0, true, 0]);
  });

  it('sends the urgent lane first and forgets an ended subscription', () => {
    const queue = new SendQueue();
    const [tasks, hitl] = [subscription('tasks'), subscription('hitl')];
    queue.push({ subscription: tasks, message: message(1, 'a'), bytes: 10 }, false);
    queue.push({ subscription: hitl, message: message(2, 'b'), bytes: 10 }, true);
    queue.push({ frame: Buffer.from('x'), bytes: 1 }, true);
    queue.drop(tasks);
    const first = queue.shift();
    expect(first && 'subscription' in first && first.subscription).toBe(hitl);
    expect(queue.shift()).toHaveProperty('frame');
    expect(queue.shift()).toBeUndefined();
    expect(queue.bytes).toBe(0);
  });
});

describe('the command bucket', () => {
  it('takes a burst, refuses what is over, refills with time, and calls endless pushing abuse', () => {
    const bucket = new CommandBucket(10, 3, 0);
    const take = (ms: number) => bucket.take(ms);
    expect([take(0), take(0), take(0), take(0)]).toEqual(['taken', 'taken', 'taken', 'refused']);
    expect(take(100)).toBe('taken');
    expect([take(100), take(100), take(100), take(100)]).toEqual(['refused', 'refused', 'refused', 'abuse']);
    expect(take(50)).toBe('abuse');
    expect(take(10_000)).toBe('taken');
  });
});

describe('the rounds', () => {
  it('call once per visit, move with the answer, and stop their timer with the last to leave', async () => {
    let nowMs = 0;
    const rounds = new Rounds({ now: () => nowMs }, 1);
    const calls: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const visited = {
      visit: (at: number) => {
        calls.push(at);
        if (calls.length === 3) {
          rounds.remove(visited);
          resolve();
        }
        nowMs += 10;
        return at + 5;
      },
    };
    rounds.place(visited, 0);
    await promise;
    expect(calls).toHaveLength(3);
    expect(rounds.size).toBe(0);
  });
});
