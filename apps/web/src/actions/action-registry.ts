import { createKeySequence, isBare } from './keys.ts';

/** One thing that a person can do: keys, buttons, menus, the palette and the help are made from it. */
export interface Action {
  /** Unique while registered, `review.approve`; also the name that audit and support use. */
  readonly id: string;
  /** In the person's language. */
  readonly title: string;
  /** `a`, `Shift+x`, `Mod+k`, `g o`; several stand for the same. */
  readonly keys?: readonly string[];
  /** Where it belongs: `global` everywhere, else the name of the page or list, as a heading of the help. */
  readonly scope: string;
  readonly danger?: boolean;
  /** Runs by its key only; neither in the palette nor in the help. */
  readonly hidden?: boolean;
  /** True, or why it cannot be done now. */
  available(): true | string;
  run(): void;
}

/** Every action that can be run now. */
export interface ActionRegistry {
  /** The actions in the order of registration; a new list with every change. */
  readonly list: readonly Action[];
  /**
   * Adds actions until the returned function is called; a later one takes the key of an earlier one. An owner that adds
   * again takes the place of what it added before.
   */
  add(actions: readonly Action[], owner?: object): () => void;
  subscribe(listener: () => void): () => void;
  /** Runs what a chord stands for. False where it stands for nothing. */
  press(chord: string, context: { readonly nowMs: number; readonly bareAllowed: boolean }): boolean;
}

/** Makes an empty registry. `refused` is told why an action that was asked for by key cannot be done. */
export function createActionRegistry(refused: (reason: string) => void = () => undefined): ActionRegistry {
  const groups = new Map<object, readonly Action[]>();
  let list: readonly Action[] = [];
  const listeners = new Set<() => void>();
  const sequence = createKeySequence();
  const changed = () => {
    list = [...groups.values()].flat();
    for (const listener of [...listeners]) listener();
  };
  return {
    get list() {
      return list;
    },
    add(actions, owner = actions) {
      groups.set(owner, actions);
      changed();
      return () => {
        groups.delete(owner);
        changed();
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    press(chord, { nowMs, bareAllowed }) {
      if (isBare(chord) && !bareAllowed) return false;
      const starts = list.some(({ keys }) => keys?.some((key) => key.startsWith(`${chord} `)) === true);
      for (const keys of sequence.press(chord, nowMs, starts)) {
        const action = list.findLast((one) => one.keys?.includes(keys) === true);
        if (action === undefined) continue;
        const available = action.available();
        if (available === true) action.run();
        else refused(available);
        return true;
      }
      return false;
    },
  };
}
