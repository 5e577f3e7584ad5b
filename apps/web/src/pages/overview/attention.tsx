import type { ApvSummary, FeedStatus, PendingPatch, Project } from '@maximus/contracts';
import { CalendarClock, CircleCheckBig, type LucideIcon, Rss, ShieldQuestionMark, UserCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Tone } from '../../design/badge.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { CodeText, DueTime, RelativeTime } from '../../design/texts.tsx';
import { CheckStateBadge, PriorityBadge } from '../../design/vocabulary-badges.tsx';
import { apvAddress } from '../../entities/apv-card.tsx';
import { packageName } from '../../entities/safe-names.ts';
import { useI18n } from '../../i18n/i18n.tsx';

interface AttentionProps {
  readonly decisions: readonly PendingPatch[];
  readonly decisionCount: number;
  readonly overdue: readonly ApvSummary[];
  readonly overdueCount: number;
  readonly unchecked: readonly Project[];
  readonly feeds: readonly FeedStatus[];
}

const inks: Record<Tone, string> = {
  critical: 'text-critical bg-critical-soft',
  high: 'text-high bg-high-soft',
  medium: 'text-medium bg-medium-soft',
  low: 'text-low bg-low-soft',
  neutral: 'text-neutral bg-neutral-soft',
  good: 'text-good bg-good-soft',
  unchecked: 'text-unchecked bg-unchecked-soft',
  accent: 'text-accent bg-accent-soft',
};

/** What needs a person now, in the order in which it burns. */
export function Attention(props: AttentionProps) {
  const { t } = useI18n();
  const { decisions, decisionCount, overdue, overdueCount, unchecked, feeds } = props;
  if (decisionCount + overdueCount + unchecked.length + feeds.length === 0) {
    return (
      <EmptyState icon={CircleCheckBig} title={t('overview.calm')}>
        {t('overview.calm.means')}
      </EmptyState>
    );
  }
  return (
    <div className="grid divide-y divide-line">
      {decisionCount > 0 && (
        <Group tone="medium" icon={UserCheck} title={t('overview.decisions', { n: decisionCount })} to="/review">
          {decisions.map((decision) => (
            <Row key={decision.decision_id} to={`/review/${decision.decision_id}`}>
              <PriorityBadge priority={decision.priority} />
              <span className="min-w-0 flex-1">
                <span className="font-medium">{packageName(decision.package)}</span>{' '}
                <span className="text-soft">
                  {decision.project} · {decision.why_now}
                </span>
              </span>
              <DueTime time={decision.sla.breach_at} />
            </Row>
          ))}
        </Group>
      )}
      {overdueCount > 0 && (
        <Group
          tone="critical"
          icon={CalendarClock}
          title={t('overview.overdue', { n: overdueCount })}
          to="/adaptive-immunity?order=due_at"
        >
          {overdue.map((apv) => (
            <Row key={apv.id} to={apvAddress(apv)}>
              <PriorityBadge priority={apv.priority} />
              <span className="min-w-0 flex-1">
                <CodeText className="font-semibold">{apv.primary_id}</CodeText>{' '}
                <span className="text-soft">{apv.summary}</span>
              </span>
              <DueTime time={apv.due_at} />
            </Row>
          ))}
        </Group>
      )}
      {unchecked.length > 0 && (
        <Group
          tone="unchecked"
          icon={ShieldQuestionMark}
          title={t('overview.unchecked', { n: unchecked.length })}
          to="/projects?check=open"
        >
          {unchecked.slice(0, 5).map((project) => (
            <Row key={project.id} to={`/projects/${project.slug}`}>
              <CheckStateBadge state={project.check_state} />
              <span className="min-w-0 flex-1">
                <span className="font-medium">{project.name}</span>{' '}
                <span className="text-soft">{t(`vocabulary.check.${project.check_state}.means`)}</span>
              </span>
              {project.last_scan_at !== undefined && <RelativeTime time={project.last_scan_at} />}
            </Row>
          ))}
        </Group>
      )}
      {feeds.length > 0 && (
        <Group tone="unchecked" icon={Rss} title={t('overview.feeds', { n: feeds.length })} to="/feeds">
          {feeds.map((feed) => (
            <Row key={feed.id} to="/feeds">
              <span className="line-clamp-2 min-w-0 flex-1 [overflow-wrap:anywhere]">
                <span className="font-medium">{feed.id}</span>{' '}
                <span className="text-soft">{feed.last_error?.message ?? t(`feed.freshness.${feed.freshness}`)}</span>
              </span>
              {feed.last_success_at === undefined ? (
                t('feed.freshness.never')
              ) : (
                <RelativeTime time={feed.last_success_at} />
              )}
            </Row>
          ))}
        </Group>
      )}
    </div>
  );
}

function Group({
  tone,
  icon: Icon,
  title,
  to,
  children,
}: {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly title: string;
  readonly to: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="py-3 first:pt-0 last:pb-0">
      <h3 className="mb-1">
        <Link to={to} className="flex min-h-8 items-center gap-2.5 font-semibold hover:text-accent">
          <span className={`grid size-7 place-items-center rounded-lg ${inks[tone]}`}>
            <Icon aria-hidden className="size-4" />
          </span>
          {title}
        </Link>
      </h3>
      <ul className="grid">{children}</ul>
    </section>
  );
}

function Row({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <li>
      <Link
        to={to}
        className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 rounded-lg px-2 py-1.5 text-sm hover:bg-sunken sm:pl-9"
      >
        {children}
      </Link>
    </li>
  );
}
