import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { ApiError } from '../api/failures.ts';
import { useServices } from '../api/use-services.tsx';
import { ErrorPanel } from '../design/messages.tsx';
import { Loading } from '../design/skeleton.tsx';
import { sessionKey, useSessionQuery } from './use-session.ts';

const LogInDialog = lazy(() => import('./log-in-dialog.tsx').then((part) => ({ default: part.LogInDialog })));

/**
 * Lets in whoever has a session. At the first load without one the server's log-in page is asked, which needs no script; when
 * a session ends while the page is open, a dialog asks over the page, and everything goes on where it was.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { onSignedOut, live } = useServices();
  const queries = useQueryClient();
  const session = useSessionQuery();
  const [ended, setEnded] = useState(false);
  const known = session.data !== undefined;
  const signedOut = session.error instanceof ApiError && session.error.status === 401;

  useEffect(() => {
    const told = () => {
      if (known) setEnded(true);
    };
    onSignedOut.add(told);
    // A socket that is refused for good is how an idle page learns that its session has ended.
    const stop = live.onState((state) => {
      if (state === 'error' && known) void queries.refetchQueries({ queryKey: sessionKey });
    });
    return () => {
      onSignedOut.delete(told);
      stop();
    };
  }, [onSignedOut, live, queries, known]);
  useEffect(() => {
    if (!known && signedOut) {
      location.replace(`/login?return_to=${encodeURIComponent(location.pathname + location.search)}`);
    }
  }, [known, signedOut]);

  if (session.data === undefined) {
    if (session.error === null || signedOut) return <Loading>{null}</Loading>;
    return (
      <main className="grid min-h-dvh place-items-center">
        <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  return (
    <>
      {children}
      {ended && (
        <Suspense>
          <LogInDialog
            open
            name={session.data.user?.name ?? ''}
            onLoggedIn={() => {
              setEnded(false);
              void queries.invalidateQueries();
              live.reconnect();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
