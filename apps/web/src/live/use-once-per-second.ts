import { useEffect, useRef } from 'react';

/** Wraps what is asked for with every change, so that it is done a second later and once for all that asked meanwhile. */
export function useOncePerSecond(run: () => void): () => void {
  const latest = useRef(run);
  latest.current = run;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, 1_000);
  };
}
