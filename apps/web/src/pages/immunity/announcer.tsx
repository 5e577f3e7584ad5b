import { useEffect, useRef, useState } from 'react';
import { useI18n } from '../../i18n/i18n.tsx';

/** Milliseconds between two announcements: what came meanwhile is summed up (dashboard.md §8). */
const everyMs = 5_000;

/** Says how many APVs came, politely and at most once in five seconds. */
export function Announcer({ count }: { readonly count: number }) {
  const { t } = useI18n();
  const [said, setSaid] = useState('');
  const pending = useRef(0);
  const before = useRef(0);
  useEffect(() => {
    pending.current += Math.max(0, count - before.current);
    before.current = count;
  }, [count]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (pending.current === 0) return;
      setSaid(t('immunity.announce', { n: pending.current }));
      pending.current = 0;
    }, everyMs);
    return () => clearInterval(timer);
  }, [t]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
