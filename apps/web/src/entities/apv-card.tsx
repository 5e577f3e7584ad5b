import type { ApvSummary } from '@maximus/contracts';
import { Bug, Crosshair, FlaskConical, Server, TrendingUp } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'react-router';
import { Badge } from '../design/badge.tsx';
import { classNames } from '../design/class-names.ts';
import { CodeText, DueTime, RelativeTime } from '../design/texts.tsx';
import { CheckStateBadge, PriorityBadge, SeverityBadge, StatusBadge } from '../design/vocabulary-badges.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { inWords } from '../i18n/server-words.ts';

interface APVCardProps {
  readonly apv: ApvSummary;
  /** Without it the title and the button lead to the APV's own page. */
  readonly onDetailsClick?: ((apv: ApvSummary) => void) | undefined;
  /** It has just come: marked for a while. */
  readonly isNew?: boolean;
  readonly isCurrent?: boolean;
}

const edges = {
  critical: 'before:bg-critical',
  high: 'before:bg-high',
  medium: 'before:bg-medium',
  low: 'before:bg-low',
};

/** How many services are named before "+n". */
const shownServices = 5;

/** Where an APV has its page. */
export function apvAddress(apv: { readonly id: string }): string {
  return `/adaptive-immunity/apvs/${apv.id}`;
}

/** One APV: what it is, how bad, why now, where, and until when. */
export const APVCard = memo(function APVCard({ apv, onDetailsClick, isNew = false, isCurrent = false }: APVCardProps) {
  const { t, percent } = useI18n();
  const reason = apv.priority_reasons[0];
  const others = apv.aliases.filter((alias) => alias !== apv.primary_id);
  const packages = apv.affected_packages;
  const rest = apv.affected_service_count - Math.min(shownServices, apv.affected_services.length);
  return (
    <article
      aria-label={`${apv.primary_id}: ${apv.summary}`}
      data-apv={apv.id}
      className={classNames(
        'relative grid gap-2.5 overflow-hidden rounded-xl border bg-card py-3.5 pr-4 pl-5 shadow-card lift before:absolute before:inset-y-0 before:left-0 before:w-1',
        edges[apv.priority],
        isNew ? 'animate-arrive border-accent ring-1 ring-accent' : 'border-line',
        isCurrent && 'outline-2 outline-offset-1 outline-accent',
      )}
    >
      <div className="flex flex-wrap items-center gap-1.5">
        <PriorityBadge labelled priority={apv.priority} />
        <SeverityBadge severity={apv.severity} score={apv.cvss?.base_score} />
        {apv.kev !== undefined && (
          <Badge tone="critical" icon={Crosshair} title={t('apv.kev.means', { date: apv.kev.date_added })}>
            {t(apv.kev.known_ransomware ? 'apv.kev.ransomware' : 'apv.kev')}
          </Badge>
        )}
        {apv.kind === 'malware' && (
          <Badge tone="critical" icon={Bug}>
            {t('vocabulary.kind.malware')}
          </Badge>
        )}
        {apv.epss !== undefined && (
          <Badge tone="neutral" icon={TrendingUp} title={t('apv.epss.means', { date: apv.epss.date })}>
            EPSS {percent(apv.epss.probability)}
          </Badge>
        )}
        {isNew && <Badge tone="accent">{t('apv.new')}</Badge>}
        <span className="ml-auto text-xs text-faint">
          <RelativeTime time={apv.first_detected_at} />
        </span>
      </div>
      <div className="min-w-0">
        <h3 className="leading-snug">
          {onDetailsClick === undefined ? (
            <Link to={apvAddress(apv)} className="font-semibold hover:text-accent after:absolute after:inset-0">
              {apv.summary === '' ? apv.primary_id : apv.summary}
            </Link>
          ) : (
            <button
              type="button"
              onClick={() => onDetailsClick(apv)}
              className="text-left font-semibold hover:text-accent after:absolute after:inset-0"
            >
              {apv.summary === '' ? apv.primary_id : apv.summary}
            </button>
          )}
        </h3>
        <p className="mt-0.5 flex flex-wrap gap-x-2 text-sm text-soft">
          <CodeText className="font-semibold text-ink">{apv.primary_id}</CodeText>
          {others.slice(0, 2).map((alias) => (
            <CodeText key={alias}>{alias}</CodeText>
          ))}
          {others.length > 2 && <span className="text-xs">{t('common.more', { n: others.length - 2 })}</span>}
        </p>
      </div>
      {reason !== undefined && <p className="line-clamp-2 text-sm text-soft">{inWords(reason.text, t)}</p>}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-xs text-soft">
        <StatusBadge status={apv.status} />
        {apv.check_state !== 'ok' && <CheckStateBadge state={apv.check_state} />}
        <span className="inline-flex min-w-0 items-center gap-1">
          <FlaskConical aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">
            {packages
              .slice(0, 2)
              .map(({ name }) => name)
              .join(', ')}
            {packages.length > 2 && ` ${t('common.more', { n: packages.length - 2 })}`}
          </span>
        </span>
        <span className="inline-flex min-w-0 items-center gap-1" title={apv.affected_services.join(', ')}>
          <Server aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">
            {apv.affected_services.slice(0, shownServices).join(', ')}
            {rest > 0 && ` ${t('common.more', { n: rest })}`}
          </span>
        </span>
        <span className="ml-auto flex items-center gap-3">
          <span>{t(`vocabulary.strategy.${apv.recommended_strategy}`)}</span>
          <DueTime time={apv.due_at} />
        </span>
      </div>
    </article>
  );
});
