import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';

/** Asks again for patches that pushes have made old: once for all that come together. */
export function usePatchRefresh(): () => void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({
        queryKey: ['patches'],
        // The content of a patch never changes.
        predicate: ({ queryKey }) => queryKey[1] !== 'diff',
      });
    }, 400);
  }, [queries]);
}
