import { type ComponentType, lazy, Suspense, useRef, useState } from 'react';
import type { DialogProps } from './dialog-window.tsx';
import { TopLayer } from './top-layer.ts';

let loaded: ComponentType<DialogProps> | undefined;

/** Loads what the windows of dialogs are made of: for whoever has time before the first one opens. */
export async function loadDialogWindow(): Promise<{ readonly default: ComponentType<DialogProps> }> {
  const { DialogWindow } = await import('./dialog-window.tsx');
  loaded = DialogWindow;
  return { default: DialogWindow };
}

const LaterWindow = lazy(loadDialogWindow);

/**
 * A dialog: holds the focus, gives it back, closes with Esc. Its window is loaded with the first that opens at the latest;
 * until it is there, letters are kept from the page as they will be then.
 */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, must = false, takesKeys = false } = props;
  const wasOpen = useRef(false);
  wasOpen.current ||= open;
  if (!wasOpen.current) return null;
  const close = must ? undefined : () => onOpenChange(false);
  return (
    <Suspense fallback={open && <TopLayer takesKeys={takesKeys} close={close} />}>
      <Opened {...props} />
    </Suspense>
  );
}

/** What is there already is shown at once; the same component for as long as the dialog is there. */
function Opened(props: DialogProps) {
  const [Window] = useState<ComponentType<DialogProps>>(() => loaded ?? LaterWindow);
  return <Window {...props} />;
}
