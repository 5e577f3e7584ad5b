import { type RefObject, useLayoutEffect } from 'react';
import { useTopLayer } from '../design/top-layer.ts';

interface TypedAheadProps {
  /** What was typed so far; whoever takes its place goes on from there. */
  readonly text: RefObject<string>;
  readonly onClose: () => void;
}

/**
 * Stands for a dialog whose code is still on its way: keeps what is typed for it, so that no letter is lost, and none is
 * taken for a key of the page below.
 */
export function TypedAhead({ text, onClose }: TypedAheadProps): null {
  useTopLayer({ close: onClose });
  useLayoutEffect(() => {
    text.current = '';
    const heard = (event: KeyboardEvent) => {
      if (event.key === 'Backspace') text.current = text.current.slice(0, -1);
      else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) text.current += event.key;
      else if (event.key !== 'Enter') return;
      event.preventDefault();
    };
    document.addEventListener('keydown', heard, { capture: true });
    return () => document.removeEventListener('keydown', heard, { capture: true });
  }, [text]);
  return null;
}
