import { useEffect, useState } from 'react';
import { useI18n } from '../../i18n/i18n.tsx';

/** How many seconds are left to take something back. Counts for the eye; who listens is told once. */
export function SecondsLeft({ untilMs }: { readonly untilMs: number }) {
  const { t, duration } = useI18n();
  const [now, setNow] = useState(Date.now);
  const [first] = useState(() => Math.ceil((untilMs - Date.now()) / 1_000));
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((untilMs - now) / 1_000));
  return (
    <>
      <span aria-hidden className="numbers" data-seconds-left={left}>
        {t('review.takesEffect', { time: duration(left) })}
      </span>
      <span className="sr-only">{t('review.takesEffect', { time: duration(first) })}</span>
    </>
  );
}
