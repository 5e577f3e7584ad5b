import type { DecisionSummary } from '@maximus/contracts';
import { StatCard } from '../../design/stat-card.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** The figures of review: what waits, how it was decided, how fast, and what the rates rest on (hitl.md §6). */
export function DecisionStatsCards({ summary }: { readonly summary: DecisionSummary }) {
  const { t, number, percent, duration } = useI18n();
  const { approved, auto_approved } = summary;
  const n = (of: string) => (summary.n[of] === undefined ? undefined : t('review.stats.n', { n: summary.n[of] }));
  const autoShare = approved + auto_approved === 0 ? null : auto_approved / (approved + auto_approved);
  const span = (seconds: number | null) => (seconds === null ? undefined : duration(seconds));
  const share = (ratio: number | null) => (ratio === null ? undefined : percent(ratio));
  const oldest = summary.oldest_pending_seconds;
  const cards: readonly (readonly [id: string, title: string, value: string | undefined, note?: string | undefined])[] =
    [
      ['total', t('review.stats.total'), number(summary.total_patches)],
      [
        'pending',
        t('review.stats.pending'),
        number(summary.pending),
        oldest === null ? undefined : t('review.stats.oldest', { time: duration(oldest) }),
      ],
      ['approved', t('review.stats.approved'), number(approved)],
      ['rejected', t('review.stats.rejected'), number(summary.rejected)],
      [
        'auto',
        t('review.stats.auto'),
        autoShare === null ? undefined : percent(autoShare),
        t('review.stats.count', { n: auto_approved }),
      ],
      [
        'time',
        t('review.stats.time'),
        span(summary.median_decision_time_seconds),
        summary.avg_decision_time_seconds === null
          ? undefined
          : t('review.stats.mean', { time: duration(summary.avg_decision_time_seconds) }),
      ],
      ['sla', t('review.stats.sla'), share(summary.sla_breach_rate), n('sla_breach_rate')],
      [
        'agreement',
        t('review.stats.agreement'),
        share(summary.ml_accuracy),
        [t('review.stats.agreement.means'), n('ml_accuracy')].filter(Boolean).join(', '),
      ],
    ];
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
      tabIndex={0}
      aria-label={t(`review.stats.${summary.range}`)}
      className="grid auto-cols-[minmax(8.5rem,1fr)] grid-flow-col gap-3 overflow-x-auto pb-1 sm:auto-cols-auto sm:grid-flow-row sm:grid-cols-4 sm:overflow-visible sm:pb-0 xl:grid-cols-8"
    >
      {cards.map(([id, title, value, note]) => (
        <StatCard key={id} title={title} value={value} {...(note === undefined ? {} : { note })} />
      ))}
    </section>
  );
}
