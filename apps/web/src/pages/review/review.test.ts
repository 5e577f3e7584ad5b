import type { DecisionUpdate, PendingPatch } from '@maximus/contracts';
import { describe, expect, it } from 'vitest';
import { applyUpdate, deciderOf, type QueueRow, waits } from './apply-update.ts';
import { arrangeQueue, idsBetween, linesOf, stepFrom } from './arrange-queue.ts';
import { heldIn, heldInRow } from './held-decision.ts';
import { isNarrowed, queueQueryOf } from './queue-filters.ts';
import { type ReviewActionContext, type ReviewTarget, reviewActions } from './review-actions.ts';
import { snoozeChoices } from './snooze-choices.ts';

const none: ReadonlySet<string> = new Set();
const row = { decision_id: 'dec_1', decision: 'pending', version: 3, approvals: 0, required_approvals: 2 };
const update = (fields: Partial<DecisionUpdate> = {}): DecisionUpdate => ({
  decision_id: 'dec_1',
  decision: 'approved',
  decided_by: 'usr_1',
  decided_by_name: 'Grace',
  approvals: 2,
  required_approvals: 2,
  effect: 'held',
  effect_at: '2026-01-01T00:00:10.000Z',
  version: 4,
  ...fields,
});

describe('the order of the queue', () => {
  it('takes what the server says while nobody points at the list', () => {
    expect(arrangeQueue(['a', 'b'], ['c', 'b'], { held: false, keep: none })).toEqual({
      shown: ['c', 'b'],
      waiting: [],
    });
  });

  it('moves nothing under the pointer: what is new waits, what is gone stays', () => {
    expect(arrangeQueue(['a', 'b'], ['c', 'b'], { held: true, keep: none })).toEqual({
      shown: ['a', 'b'],
      waiting: ['c'],
    });
  });

  it('keeps a row whose undo still runs where it stood', () => {
    const keep = new Set(['b']);
    expect(arrangeQueue(['a', 'b', 'c'], ['x', 'a', 'c'], { held: false, keep }).shown).toEqual(['x', 'a', 'b', 'c']);
    expect(arrangeQueue(['b', 'c'], ['c'], { held: false, keep }).shown).toEqual(['b', 'c']);
  });

  it('shows an empty list at once, also under the pointer', () => {
    expect(arrangeQueue([], ['a'], { held: true, keep: none }).shown).toEqual(['a']);
  });

  it('steps over what no longer waits, and stops at the ends', () => {
    const gone = (id: string) => id === 'b';
    expect(stepFrom(['a', 'b', 'c'], 'a', 1, gone)).toBe('c');
    expect(stepFrom(['a', 'b', 'c'], 'c', 1)).toBeUndefined();
    expect(stepFrom(['a', 'b', 'c'], undefined, 1)).toBe('a');
    expect(stepFrom(['a', 'b', 'c'], undefined, -1)).toBe('c');
  });

  it('stands on lines of as many as fit beside each other', () => {
    expect(linesOf(['a', 'b', 'c'], 2)).toEqual([['a', 'b'], ['c']]);
    expect(linesOf([], 3)).toEqual([]);
  });

  it('selects a range in either direction', () => {
    expect(idsBetween(['a', 'b', 'c', 'd'], 'd', 'b')).toEqual(['b', 'c', 'd']);
    expect(idsBetween(['a', 'b'], undefined, 'b')).toEqual(['b']);
  });
});

describe('an update of a row', () => {
  const known = row as unknown as QueueRow;

  it('says how it ended, by whom, and keeps the row until that can be read and taken back', () => {
    const nowMs = Date.parse('2026-01-01T00:00:00.000Z');
    const next = applyUpdate(known, update(), nowMs);
    expect(next).toMatchObject({ decision: 'approved', approvals: 2, version: 4 });
    expect(next.outcome).toMatchObject({ decision: 'approved', by: 'Grace', keepUntilMs: nowMs + 10_000 });
  });

  it('never puts an older version over a newer one, nor one decision over another', () => {
    expect(applyUpdate(known, update({ version: 3 }), 0)).toBe(known);
    expect(applyUpdate(known, update({ decision_id: 'dec_2' }), 0)).toBe(known);
    expect(applyUpdate(known, update({ decision: 'something new' }), 0)).toBe(known);
  });

  it('lets a row wait again after an undo', () => {
    const decided = applyUpdate(known, update(), 0);
    const undone = applyUpdate(decided, update({ decision: 'pending', approvals: 0, version: 5 }), 0);
    expect(undone.outcome).toBeUndefined();
    expect(waits(undone.decision)).toBe(true);
  });

  it('names the person by the vote, and a policy by its id', () => {
    expect(deciderOf({ votes: [{ user_id: 'usr_1', user: 'Grace' } as never], decided_by: 'usr_1' })).toBe('Grace');
    expect(deciderOf({ votes: [], decided_by: 'policy:estate@3' })).toBe('policy:estate@3');
  });
});

describe('filters in the address', () => {
  it('keep what the API knows and drop the rest', () => {
    const query = queueQueryOf(new URLSearchParams('priority=critical&sort=worst&q=left&snoozed=true&sla='));
    expect(query).toEqual({ priority: 'critical', q: 'left', snoozed: 'true' });
    expect(isNarrowed(query)).toBe(true);
    expect(isNarrowed({ sort: 'sla' })).toBe(false);
  });
});

describe('the commands of a decision', () => {
  const t = ((key: string) => key) as Parameters<typeof reviewActions>[0];
  const target = { ...(row as unknown as PendingPatch), title: 'left', snoozed: false } as unknown as ReviewTarget;
  const done: string[] = [];
  const of = (fields: Partial<ReviewActionContext> = {}) =>
    reviewActions(t, {
      target,
      roles: ['viewer', 'reviewer'],
      online: true,
      held: undefined,
      approve: () => done.push('approve'),
      ask: (dialog) => done.push(dialog),
      unsnooze: () => done.push('unsnooze'),
      undo: () => done.push('undo'),
      ...fields,
    });

  it('are refused in words: by role, without a row, offline, by policy, and once it is decided', () => {
    expect(of().approve.available()).toBe(true);
    expect(of({ roles: ['viewer'] }).approve.available()).toBe('common.needsRole');
    expect(of({ target: undefined }).reject.available()).toBe('review.refuse.none');
    expect(of({ online: false }).approve.available()).toBe('review.refuse.offline');
    expect(of({ target: { ...target, forbidden: 'you are the author' } }).reject.available()).toBe(
      'you are the author',
    );
    expect(of({ target: { ...target, decision: 'approved' } }).approve.available()).toBe('review.refuse.decided');
    expect(of({ target: { ...target, decision: 'escalated' } }).escalate.available()).toBe('review.refuse.escalated');
    expect(of().cancel.available()).toBe('common.needsRole');
    expect(of().undo.available()).toBe('review.refuse.nothingHeld');
  });

  it('ask for what they need first: a reason to decline, a word where nothing was tested', () => {
    done.length = 0;
    of().approve.run();
    of({ target: { ...target, verdict: 'fixed_untested' } }).approve.run();
    of().reject.run();
    of().snooze.run();
    of({ target: { ...target, snoozed: true } }).snooze.run();
    expect(done).toEqual(['approve', 'untested', 'reject', 'snooze', 'unsnooze']);
  });

  it('offer times of the reader’s own day and conditions that the API knows', () => {
    const choices = snoozeChoices(Date.now());
    expect(choices.map(({ id }) => id)).toContain('kev');
    for (const { until } of choices) {
      if ('until' in until) expect(Date.parse(until.until)).toBeGreaterThan(Date.now());
      else expect(until.condition).toMatch(/^(?:kev-added|priority-raised|new-release|ci-green|epss-over:0\.5)$/);
    }
  });
});

describe('what can be taken back', () => {
  const decider = { id: 'usr_1', isAdmin: false };
  const at = Date.parse('2026-01-01T00:00:00.000Z');

  it('is what a decision shows as held, for whoever decided, until its time has come', () => {
    const shown = update({ decided_by: 'usr_1' });
    const untilMs = at + 10_000;
    const held = { kind: 'decision', id: 'dec_1', title: 'left-pad', untilMs };
    expect(heldIn(shown, 'left-pad', decider, at)).toEqual(held);
    expect(heldIn(shown, 'left-pad', { id: 'usr_2', isAdmin: false }, at)).toBeUndefined();
    expect(heldIn(shown, 'left-pad', { id: undefined, isAdmin: false }, at)).toBeUndefined();
    expect(heldIn(shown, 'left-pad', decider, untilMs)).toBeUndefined();
    expect(heldIn(update({ effect: 'released' }), 'left-pad', decider, at)).toBeUndefined();
  });

  it('is for administrators also what somebody else or a policy decided, and nothing more than that', () => {
    const admin = { id: 'usr_2', isAdmin: true };
    expect(heldIn(update(), 'left-pad', admin, at)).toMatchObject({ id: 'dec_1' });
    expect(heldIn(update({ decided_by: 'policy:estate@3' }), 'left-pad', admin, at)).toMatchObject({ id: 'dec_1' });
    expect(heldIn(update(), 'left-pad', admin, at + 10_000)).toBeUndefined();
    expect(heldIn(update({ effect: 'undone' }), 'left-pad', admin, at)).toBeUndefined();
  });

  it('is the same in a row of the queue', () => {
    const ended = applyUpdate(row as unknown as QueueRow, update(), at);
    const held = { kind: 'decision', id: 'dec_1', title: 'left-pad', untilMs: at + 10_000 };
    expect(heldInRow(ended, 'left-pad', decider, at)).toEqual(held);
    expect(heldInRow(ended, 'left-pad', { id: 'usr_2', isAdmin: true }, at)).toEqual(held);
    expect(heldInRow(ended, 'left-pad', { id: 'usr_2', isAdmin: false }, at)).toBeUndefined();
    expect(heldInRow(ended, 'left-pad', decider, at + 10_000)).toBeUndefined();
    expect(heldInRow(row as unknown as QueueRow, 'left-pad', decider, at)).toBeUndefined();
  });
});
