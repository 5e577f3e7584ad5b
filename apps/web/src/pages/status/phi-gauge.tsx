import type { ConsciousnessMetric } from '@maximus/contracts';
import { Eye } from 'lucide-react';
import { EmptyState } from '../../design/messages.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

const terms = ['coverage', 'freshness', 'flow', 'nerve'] as const;

/** The index of self-observation with the four ratios that it is the geometric mean of. */
export function PhiGauge({ metric }: { readonly metric: ConsciousnessMetric | undefined }) {
  const { t, percent, decimal } = useI18n();
  if (metric === undefined) {
    return (
      <EmptyState icon={Eye} title={t('common.noData')}>
        {t('status.phi.wait')}
      </EmptyState>
    );
  }
  const turn = 2 * Math.PI * 44;
  return (
    <div className="flex flex-wrap items-center gap-6">
      <svg
        role="img"
        aria-label={`φ ${percent(metric.phi)}`}
        width={120}
        height={120}
        viewBox="0 0 120 120"
        className="shrink-0"
      >
        <circle cx={60} cy={60} r={44} fill="none" stroke="var(--sunken)" strokeWidth={12} />
        <circle
          cx={60}
          cy={60}
          r={44}
          fill="none"
          stroke="var(--accent)"
          strokeWidth={12}
          strokeLinecap="round"
          strokeDasharray={`${turn * metric.phi} ${turn}`}
          transform="rotate(-90 60 60)"
        />
        <text x={60} y={58} textAnchor="middle" fill="var(--ink)" fontSize={22} fontWeight={650}>
          {decimal(metric.phi)}
        </text>
        <text x={60} y={76} textAnchor="middle" fill="var(--soft)" fontSize={12}>
          φ
        </text>
      </svg>
      <dl className="grid min-w-48 flex-1 gap-2.5 text-sm">
        {terms.map((term) => (
          <div key={term}>
            <dt className="flex justify-between gap-3 text-soft" title={t(`status.phi.${term}.means`)}>
              <span>{t(`status.phi.${term}`)}</span>
              <span className="font-medium text-ink numbers">{percent(metric.terms[term])}</span>
            </dt>
            <dd aria-hidden className="mt-1 h-1.5 rounded-full bg-sunken">
              <span className="block h-1.5 rounded-full bg-accent" style={{ width: `${metric.terms[term] * 100}%` }} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
