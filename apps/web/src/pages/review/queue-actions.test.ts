// @vitest-environment happy-dom
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { renderHook } from '../../testing/render-hook.tsx';
import { type QueueActionsContext, queueActions } from './queue-actions.ts';
import { reviewActions } from './review-actions.ts';
import { mostAtOnce, useSelection } from './use-selection.ts';

const t = ((key: string) => key) as Parameters<typeof reviewActions>[0];

describe('the commands of the queue', () => {
  const done: string[] = [];
  const note = (name: string) => (of?: unknown) => void done.push([name, of].join(' ').trim());
  const single = reviewActions(t, {
    ...{ target: undefined, roles: ['viewer', 'reviewer'], online: true, held: undefined },
    ...{ approve: note('approve'), ask: note('ask'), unsnooze: note('unsnooze'), undo: note('undo') },
  });
  const of = (fields: Partial<QueueActionsContext> = {}) =>
    queueActions(t, {
      ...{ current: 'b', chosen: 0, mayVote: true, single },
      selection: { all: note('all'), clear: note('clear'), range: note('range'), toggle: note('toggle') },
      ...{ step: note('step'), open: note('open'), menu: note('menu'), bulk: note('bulk') },
      ...fields,
    });

  it('each have a key of their own, and do what it says for the row that is current', () => {
    const keys = of().flatMap((action) => action.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    done.length = 0;
    for (const action of of().slice(0, 8)) action.run();
    expect(done).toEqual(['step 1', 'step -1', 'open b', 'toggle b', 'range', 'all', 'clear', 'menu b']);
  });

  it('say that a row has to be chosen first', () => {
    const refused = of({ current: undefined }).filter((action) => action.available() === 'review.refuse.none');
    expect(refused.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['queue.open', 'queue.select', 'queue.menu', 'review.approve']),
    );
  });

  it('approve and decline all that are selected, where this person may vote', () => {
    done.length = 0;
    const find = (context: Partial<QueueActionsContext>, id: string) => of(context).find((action) => action.id === id);
    find({ chosen: 3 }, 'review.approve')?.run();
    find({ chosen: 3 }, 'review.reject')?.run();
    expect(done).toEqual(['bulk approve', 'bulk reject']);
    expect(find({ chosen: 3, mayVote: 'no' }, 'review.approve')?.available()).toBe('no');
  });
});

describe('what is selected', () => {
  const ids = Array.from({ length: 150 }, (_, at) => `dec_${at}`);

  it('is taken and left one by one, as a range, or all: as many as one action takes', async () => {
    const { current, unmount } = await renderHook(() => useSelection(ids, 'dec_3'));
    const selected = () => [...current().selected];
    await act(async () => current().toggle('dec_1', false));
    await act(async () => current().range());
    expect(selected()).toEqual(['dec_1', 'dec_2', 'dec_3']);
    await act(async () => current().toggle('dec_2', false));
    expect(selected()).toEqual(['dec_1', 'dec_3']);
    await act(async () => current().toggle('dec_5', true));
    expect(selected()).toEqual(['dec_1', 'dec_3', 'dec_4', 'dec_5']);
    await act(async () => current().clear());
    expect(selected()).toEqual([]);
    await act(async () => current().all());
    expect(selected()).toHaveLength(mostAtOnce);
    await unmount();
  });

  it('is nothing as a range while no row is current', async () => {
    const { current, unmount } = await renderHook(() => useSelection(ids, undefined));
    await act(async () => current().range());
    expect(current().selected.size).toBe(0);
    await unmount();
  });
});
