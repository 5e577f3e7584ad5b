import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { preferences } from '../app/preferences.ts';
import { useToast } from '../design/toast.tsx';
import { type Action, type ActionRegistry, createActionRegistry } from './action-registry.ts';
import { chordOf } from './keys.ts';

const RegistryContext = createContext<ActionRegistry | undefined>(undefined);

/** Holds the registry of the page and listens for its keys: the only place where a key is heard. */
export function ActionsProvider({ children }: { readonly children: ReactNode }) {
  const toast = useToast();
  const say = useRef(toast);
  say.current = toast;
  const [registry] = useState(() => createActionRegistry((reason) => say.current({ tone: 'neutral', title: reason })));
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const chord = event.defaultPrevented || event.isComposing ? undefined : chordOf(event);
      if (chord === undefined) return;
      const bareAllowed = preferences().singleKeys && !isText(event.target) && !isInDialog(event.target);
      // Enter and Escape belong to the control that has the focus, where there is one.
      if (chord === 'Enter' && isControl(event.target)) return;
      if (registry.press(chord, { nowMs: performance.now(), bareAllowed })) event.preventDefault();
    };
    document.addEventListener('keydown', heard);
    return () => document.removeEventListener('keydown', heard);
  }, [registry]);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** The registry of the page. */
function useActionRegistry(): ActionRegistry {
  const registry = useContext(RegistryContext);
  if (registry === undefined) throw new Error('useActionRegistry is called outside ActionsProvider');
  return registry;
}

/** Every action that is registered now. */
export function useActionList(): readonly Action[] {
  const registry = useActionRegistry();
  return useSyncExternalStore(registry.subscribe, () => registry.list);
}

/**
 * Registers actions for as long as the component is there. The newest `available` and `run` of each id are used, so they
 * may be made at every render; titles and keys count as they were when the set of ids, titles or keys last changed.
 */
export function useActions(actions: readonly Action[]): void {
  const registry = useActionRegistry();
  const latest = useRef(actions);
  latest.current = actions;
  const shape = JSON.stringify(actions.map(({ id, title, keys, scope }) => [id, title, keys, scope]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape stands for the actions
  useEffect(() => {
    const find = (id: string) => latest.current.find((action) => action.id === id);
    return registry.add(
      latest.current.map((action) => ({
        ...action,
        available: () => find(action.id)?.available() ?? '',
        run: () => find(action.id)?.run(),
      })),
    );
  }, [registry, shape]);
}

function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

/** What lies below an open dialog is out of reach of letters; the menu of a row takes those that it shows. */
function isInDialog(target: EventTarget | null): boolean {
  const dialog = target instanceof HTMLElement ? target.closest('[role=dialog]') : null;
  return dialog !== null && dialog.querySelector('[data-takes-keys]') === null;
}

function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('a,button,input,select,textarea,[role=menuitem],[role=tab]') !== null
  );
}
