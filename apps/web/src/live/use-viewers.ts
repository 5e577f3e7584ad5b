import { useEffect, useState } from 'react';
import { useServices } from '../api/use-services.tsx';

/** Who else has a decision open, by name, once each; with `isOpen` says to them that we have, too (hitl.md §5). */
export function useViewers(decisionId: string | undefined, isOpen = false): readonly string[] {
  const { live } = useServices();
  const [viewers, setViewers] = useState<readonly string[]>([]);
  useEffect(() => {
    setViewers([]);
    if (decisionId === undefined) return;
    const channel = `hitl:decision/${decisionId}`;
    const stop = live.subscribe(channel, {
      message: () => undefined,
      presence: (members) => {
        const others = members.filter(({ connection_id }) => connection_id !== live.connectionId);
        setViewers([...new Set(others.map(({ user }) => user))]);
      },
    });
    const say = () => {
      if (live.state === 'connected') void live.command('presence', { channel, state: 'viewing' });
    };
    if (!isOpen) return stop;
    say();
    // Presence is a lease of thirty seconds, and a new connection knows nothing of the one before.
    const stopState = live.onState(say);
    const renewal = setInterval(say, 20_000);
    return () => {
      clearInterval(renewal);
      stopState();
      if (live.state === 'connected') void live.command('presence', { channel, state: null });
      stop();
    };
  }, [live, decisionId, isOpen]);
  return viewers;
}
