import type { Sla } from '@maximus/contracts';
import { AlarmClock, AlarmClockOff, CirclePause, Timer } from 'lucide-react';
import { Badge } from '../../design/badge.tsx';
import { useNow } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** How long there is for the first decision, in words; the clock of the page and not only of the last answer counts. */
export function SlaBadge({ sla }: { readonly sla: Sla }) {
  const { t, duration, dateTime } = useI18n();
  const now = useNow();
  const left = (Date.parse(sla.breach_at) - now) / 1_000;
  const title = t('review.sla.means', { time: duration(sla.target_seconds), at: dateTime(sla.breach_at) });
  if (sla.paused)
    return (
      <Badge tone="neutral" icon={CirclePause} title={title}>
        {t('review.sla.paused')}
      </Badge>
    );
  if (sla.status === 'breached' || left <= 0)
    return (
      <Badge tone="critical" icon={AlarmClockOff} title={title}>
        {t('review.sla.breached', { time: duration(-Math.min(0, left)) })}
      </Badge>
    );
  const atRisk = sla.status === 'at_risk' || left < sla.target_seconds * 0.2;
  return (
    <Badge tone={atRisk ? 'high' : 'neutral'} icon={atRisk ? AlarmClock : Timer} title={title}>
      {t(atRisk ? 'review.sla.atRisk' : 'review.sla.left', { time: duration(left) })}
    </Badge>
  );
}
