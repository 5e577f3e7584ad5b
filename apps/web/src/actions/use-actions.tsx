import {
  createContext,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { preferences } from '../app/preferences.ts';
import { useToast } from '../design/toast.tsx';
import { closeTopLayer, coversPage } from '../design/top-layer.ts';
import { type Action, type ActionRegistry, createActionRegistry } from './action-registry.ts';
import { chordOf } from './keys.ts';

const RegistryContext = createContext<ActionRegistry | undefined>(undefined);

/** Holds the registry of the page and listens for its keys: the only place where a key is heard. */
export function ActionsProvider({ children }: { readonly children: ReactNode }) {
  const toast = useToast();
  const say = useRef(toast);
  say.current = toast;
  const [registry] = useState(() => createActionRegistry((reason) => say.current({ tone: 'neutral', title: reason })));
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const chord = event.defaultPrevented || event.isComposing ? undefined : chordOf(event);
      if (chord === undefined) return;
      // Whatever has the focus and whatever hears its keys already: Esc is for what lies on top.
      if (chord === 'Escape' && closeTopLayer()) return event.preventDefault();
      // What lies below a dialog is out of reach from the moment the dialog is there, not only once it has the focus.
      const isAway = isText(event.target) || coversPage();
      const bareAllowed = preferences().singleKeys && !isAway;
      // In a text it selects the text.
      if (chord === 'Mod+a' && isAway) return;
      // Enter belongs to the control that has the focus, where there is one.
      if (chord === 'Enter' && (coversPage() || isControl(event.target))) return;
      // When it was pressed: a page that is busy hears the second key of a sequence late.
      if (registry.press(chord, { nowMs: event.timeStamp, bareAllowed })) event.preventDefault();
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
 * may be made at every render. They can be had by key from the moment the component can be seen. Who shows them is told when an id, a title, a key or what is available has changed.
 */
export function useActions(actions: readonly Action[]): void {
  const registry = useActionRegistry();
  const latest = useRef(actions);
  latest.current = actions;
  const remove = useRef<() => void>(undefined);
  const shape = JSON.stringify(actions.map((one) => [one.id, one.title, one.keys, one.scope, one.available()]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape stands for the actions
  useLayoutEffect(() => {
    const find = (id: string) => latest.current.find((action) => action.id === id);
    remove.current = registry.add(
      latest.current.map((action) => ({
        ...action,
        available: () => find(action.id)?.available() ?? '',
        run: () => find(action.id)?.run(),
      })),
      // Stands for the component.
      remove,
    );
  }, [registry, shape]);
  useLayoutEffect(() => () => remove.current?.(), []);
}

function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('a,button,input,select,textarea,[role=menuitem],[role=tab]') !== null
  );
}
