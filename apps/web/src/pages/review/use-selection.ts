import { useState } from 'react';
import { idsBetween } from './arrange-queue.ts';

/** As many as one bulk action takes (hitl.md §2). */
export const mostAtOnce = 100;

/** Which rows are selected; `shown` are the ids that can be, in the order of the page. */
export function useSelection(shown: readonly string[], current: string | undefined) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const atMost = (ids: Iterable<string>): ReadonlySet<string> => new Set([...ids].slice(0, mostAtOnce));
  return {
    selected,
    clear: () => setSelected(new Set()),
    all: () => setSelected(atMost(shown)),
    /** Selects a row or takes it out again; with `range` everything from the current one to it. */
    toggle: (id: string, range: boolean) =>
      setSelected((known) => {
        if (range) return atMost([...known, ...idsBetween(shown, current, id)]);
        const next = new Set(known);
        if (!next.delete(id)) next.add(id);
        return atMost(next);
      }),
    /** Everything from the row that was selected last above the current one to the current one. */
    range: () => {
      if (current === undefined) return;
      const anchor = shown.findLast((id) => selected.has(id) && id !== current) ?? current;
      setSelected((known) => atMost([...known, ...idsBetween(shown, anchor, current)]));
    },
  };
}

/** What `useSelection` gives. */
export type Selection = ReturnType<typeof useSelection>;
