import { Card } from '../../design/card.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

interface RateCardProps {
  readonly title: string;
  readonly means: string;
  /** 0–1; null where nothing was counted yet. */
  readonly rate: number | null;
  /** How many it rests on. */
  readonly n: number | undefined;
  /** A published figure to stand beside it. */
  readonly baseline?: number | undefined;
}

/** One rate with what it means, what it rests on, and what others have published. */
export function RateCard({ title, means, rate, n, baseline }: RateCardProps) {
  const { t, percent } = useI18n();
  return (
    <Card className="grid content-start gap-2 p-4">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="text-sm font-semibold">{title}</h2>
        <span className={rate === null ? 'text-sm text-faint' : 'text-2xl font-semibold tracking-tight numbers'}>
          {rate === null ? t('common.noData') : percent(rate)}
        </span>
      </div>
      <div aria-hidden className="relative h-2 rounded-full bg-sunken">
        <div className="h-full rounded-full bg-(--chart-1)" style={{ width: `${Math.round((rate ?? 0) * 100)}%` }} />
        {baseline !== undefined && (
          <div className="absolute -inset-y-1 w-0.5 bg-ink" style={{ left: `${baseline * 100}%` }} />
        )}
      </div>
      <p className="text-xs text-soft">{means}</p>
      <p className="text-xs text-faint numbers">
        {t('metrics.sample', { n: n ?? 0 })}
        {baseline !== undefined && ` · ${t('panel.baseline', { rate: percent(baseline) })}`}
      </p>
    </Card>
  );
}
