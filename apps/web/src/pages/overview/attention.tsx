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
import { inWords } from '../../i18n/server-words.ts';

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

/** Rows of each group; the rest is a page of its own. */
const rowsShown = 4;

/** What needs a person now, in the order in which it burns. */
export function Attention(props: AttentionProps) {
  const { t, failed } = useI18n();
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
          {decisions.slice(0, rowsShown).map((decision) => (
            <Row
              key={decision.decision_id}
              to={`/review/${decision.decision_id}`}
              badge={<PriorityBadge priority={decision.priority} />}
              title={packageName(decision.package)}
              beside={decision.project}
              means={inWords(decision.why_now, t)}
              when={<DueTime time={decision.sla.breach_at} brief />}
            />
          ))}
          <More count={decisionCount - rowsShown} to="/review" />
        </Group>
      )}
      {overdueCount > 0 && (
        <Group
          tone="critical"
          icon={CalendarClock}
          title={t('overview.overdue', { n: overdueCount })}
          to="/adaptive-immunity?order=due_at"
        >
          {overdue.slice(0, rowsShown).map((apv) => (
            <Row
              key={apv.id}
              to={apvAddress(apv)}
              badge={<PriorityBadge priority={apv.priority} />}
              title={<CodeText>{apv.primary_id}</CodeText>}
              means={apv.summary}
              when={<DueTime time={apv.due_at} brief />}
            />
          ))}
          <More count={overdueCount - rowsShown} to="/adaptive-immunity?order=due_at" />
        </Group>
      )}
      {unchecked.length > 0 && (
        <Group
          tone="unchecked"
          icon={ShieldQuestionMark}
          title={t('overview.unchecked', { n: unchecked.length })}
          to="/projects?check=open"
        >
          {unchecked.slice(0, rowsShown).map((project) => (
            <Row
              key={project.id}
              to={`/projects/${project.slug}`}
              badge={<CheckStateBadge state={project.check_state} />}
              title={project.name}
              means={t(`vocabulary.check.${project.check_state}.means`)}
              when={project.last_scan_at !== undefined && <RelativeTime time={project.last_scan_at} />}
            />
          ))}
          <More count={unchecked.length - rowsShown} to="/projects?check=open" />
        </Group>
      )}
      {feeds.length > 0 && (
        <Group tone="unchecked" icon={Rss} title={t('overview.feeds', { n: feeds.length })} to="/feeds">
          {feeds.slice(0, rowsShown).map((feed) => (
            <Row
              key={feed.id}
              to="/feeds"
              title={feed.id}
              means={(feed.last_error && failed(feed.last_error)) ?? t(`feed.freshness.${feed.freshness}`)}
              when={
                feed.last_success_at === undefined ? (
                  t('feed.freshness.never')
                ) : (
                  <RelativeTime time={feed.last_success_at} />
                )
              }
            />
          ))}
          <More count={feeds.length - rowsShown} to="/feeds" />
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
      <ul className="grid sm:grid-cols-[auto_1fr_auto]">{children}</ul>
    </section>
  );
}

interface RowProps {
  readonly to: string;
  readonly badge?: ReactNode;
  readonly title: ReactNode;
  readonly beside?: string;
  readonly means: string;
  readonly when: ReactNode;
}

/** What it is and when, in columns that stand below each other; on a phone the sentence goes under both. */
function Row({ to, badge, title, beside, means, when }: RowProps) {
  return (
    <li className="sm:col-span-3 sm:grid sm:grid-cols-subgrid">
      <Link
        to={to}
        className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 rounded-lg px-2 py-1.5 text-sm hover:bg-sunken sm:col-span-3 sm:grid-cols-subgrid sm:pl-9"
      >
        {badge !== undefined && <span className="col-span-2 mb-0.5 sm:col-span-1 sm:mb-0">{badge}</span>}
        <span className="sm:col-start-2">
          <span className="font-medium [overflow-wrap:anywhere]">{title}</span>
          {beside !== undefined && <span className="text-soft"> · {beside}</span>}
        </span>
        <span className="text-right text-xs whitespace-nowrap text-soft">{when}</span>
        <span className="col-span-2 line-clamp-2 text-xs text-soft [overflow-wrap:anywhere] sm:col-start-2 sm:line-clamp-1">
          {means}
        </span>
      </Link>
    </li>
  );
}

/** Where the rest is, where there is a rest. */
function More({ count, to }: { readonly count: number; readonly to: string }) {
  const { t } = useI18n();
  if (count <= 0) return null;
  return (
    <li className="sm:col-span-3">
      <Link to={to} className="inline-flex min-h-7 items-center px-2 text-sm font-medium text-accent sm:pl-9">
        {t('overview.more', { n: count })}
      </Link>
    </li>
  );
}
