import { CircleCheck, CircleDashed, CircleX, Ellipsis, Scale, Users } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'react-router';
import { Badge } from '../../design/badge.tsx';
import { IconButton } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { CodeText, RelativeTime } from '../../design/texts.tsx';
import { PriorityBadge, SeverityBadge, VerdictBadge } from '../../design/vocabulary-badges.tsx';
import { ConfidenceBar } from '../../entities/confidence-bar.tsx';
import { packageName } from '../../entities/safe-names.ts';
import { VersionStep } from '../../entities/version-step.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';
import type { QueueRow } from './apply-update.ts';
import { DecisionBadge } from './decision-badge.tsx';
import { OutcomeNote } from './outcome-note.tsx';
import { SlaBadge } from './sla-badge.tsx';

/** What a row of the queue can tell its list; stable, so that a change of one row renders that row alone. */
export interface RowEvents {
  focus(id: string): void;
  select(id: string, range: boolean): void;
  menu(id: string): void;
  undo(row: QueueRow): void;
}

/** How one row stands in its list. */
export interface RowProps {
  readonly row: QueueRow;
  readonly events: RowEvents;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  /** Whether this page can take its outcome back. */
  readonly isUndoable: boolean;
  readonly viewers: readonly string[];
}

const edges = {
  critical: 'before:bg-critical',
  high: 'before:bg-high',
  medium: 'before:bg-medium',
  low: 'before:bg-low',
};

/** Where a decision has its page. */
export function decisionAddress(id: string): string {
  return `/review/${id}`;
}

/** The words by which people know what is decided about. */
export function titleOf(row: Pick<QueueRow, 'package' | 'from' | 'to'>): string {
  const name = packageName(row.package);
  return row.to === undefined ? name : `${name} ${row.from === undefined ? '' : `${row.from} → `}${row.to}`;
}

/** One patch that waits for a person: what, how bad, how well proven, how urgent. */
export const PendingPatchCard = memo(function PendingPatchCard(props: RowProps) {
  const { row, events, isCurrent, isSelected, isUndoable, viewers } = props;
  const { t } = useI18n();
  const isOver = row.outcome !== undefined;
  return (
    <article
      aria-label={titleOf(row)}
      data-decision={row.decision_id}
      data-outcome={row.outcome?.decision}
      className={classNames(
        'relative flex h-full min-w-0 flex-col gap-2.5 overflow-hidden rounded-xl border bg-card py-3.5 pr-4 pl-5 shadow-card lift before:absolute before:inset-y-0 before:left-0 before:w-1',
        edges[row.priority],
        isCurrent ? 'border-accent ring-1 ring-accent' : 'border-line',
        isSelected && 'bg-accent-soft/40',
        isOver && 'opacity-80',
      )}
    >
      <div className="flex min-w-0 flex-wrap items-center gap-1.5">
        <RowCheck {...props} />
        <PriorityBadge priority={row.priority} />
        <SeverityBadge severity={row.severity} />
        {row.decision === 'escalated' && <DecisionBadge decision="escalated" />}
        <span className="ml-auto">{!isOver && <SlaBadge sla={row.sla} />}</span>
      </div>
      <div className="min-w-0">
        <h2 className="leading-snug">
          <Link
            to={decisionAddress(row.decision_id)}
            data-row-link
            onFocus={() => events.focus(row.decision_id)}
            className="font-semibold break-all outline-offset-4 hover:text-accent after:absolute after:inset-0"
          >
            {packageName(row.package)}
          </Link>
        </h2>
        <div className="flex flex-wrap items-center gap-x-3">
          <VersionStep from={row.from} to={row.to} rung={row.rung} />
          <span className="text-xs text-soft">{t(`vocabulary.rung.${row.rung}`)}</span>
        </div>
        <p className="mt-0.5 flex flex-wrap gap-x-2 text-xs text-soft">
          <span>{row.project}</span>
          {row.apv_id !== undefined && <CodeText className="font-semibold">{row.cve_id ?? row.apv_id}</CodeText>}
          <CodeText>{row.patch_code}</CodeText>
        </p>
      </div>
      {isOver && row.outcome !== undefined ? (
        <div className="relative z-10 mt-auto">
          <OutcomeNote outcome={row.outcome} onUndo={isUndoable ? () => events.undo(row) : undefined} />
        </div>
      ) : (
        <>
          <p className="line-clamp-2 text-sm" title={inWords(row.why_now, t)}>
            <span className="font-semibold">{t('review.whyNow')}</span> {inWords(row.why_now, t)}
          </p>
          <div className="mt-auto grid gap-2">
            <div className="flex flex-wrap items-center gap-2">
              <Evidence row={row} />
              {row.patch_id.startsWith('pch_') && (
                <div className="min-w-28 flex-1">
                  <ConfidenceBar confidence={row.confidence} label={t('review.confidence')} />
                </div>
              )}
            </div>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
              <Prediction row={row} />
              <span className="inline-flex items-center gap-1 numbers" title={t('review.approvals.means')}>
                <Users aria-hidden className="size-3.5" />
                {t('review.approvals', { n: row.approvals, of: row.required_approvals })}
              </span>
              <span>
                {t('review.waits')} <RelativeTime time={row.created_at} />
              </span>
              {viewers.length > 0 && (
                <span className="text-accent">{t('review.viewers', { names: viewers.join(', ') })}</span>
              )}
            </div>
          </div>
        </>
      )}
      <RowMenuButton {...props} className="absolute right-1.5 bottom-1.5 z-10" />
    </article>
  );
});

/** The verdict of the arena; what changes nothing has none, and says what it is instead. */
export function Evidence({ row }: { readonly row: QueueRow }) {
  const { t } = useI18n();
  if (row.patch_id.startsWith('pch_')) return <VerdictBadge verdict={row.verdict} />;
  return (
    <Badge tone="neutral" icon={Scale}>
      {t('review.noChange')}
    </Badge>
  );
}

/** What the outcome model expects; shown only, never decided by. */
export function Prediction({ row }: { readonly row: Pick<QueueRow, 'ml_prediction' | 'ml_confidence'> }) {
  const { t, percent } = useI18n();
  const { ml_prediction: prediction, ml_confidence: confidence } = row;
  const Icon = prediction === undefined ? CircleDashed : prediction ? CircleCheck : CircleX;
  return (
    <span className="inline-flex items-center gap-1" title={t('review.prediction.means')}>
      <Icon aria-hidden className="size-3.5" />
      {prediction === undefined
        ? t('review.prediction.none')
        : t(prediction ? 'review.prediction.holds' : 'review.prediction.fails', { share: percent(confidence) })}
    </span>
  );
}

/** Selects the row for a bulk action. */
export function RowCheck({ row, events, isSelected }: RowProps) {
  const { t } = useI18n();
  return (
    <label className="relative z-10 -m-1.5 grid size-8 place-items-center">
      <input
        type="checkbox"
        checked={isSelected}
        disabled={row.outcome !== undefined}
        aria-label={t('review.select', { title: titleOf(row) })}
        onChange={() => undefined}
        onClick={(event) => events.select(row.decision_id, event.shiftKey)}
        className="size-4 accent-(--accent)"
      />
    </label>
  );
}

/** Opens the menu of the row. */
export function RowMenuButton({ row, events, className }: RowProps & { readonly className?: string }) {
  const { t } = useI18n();
  if (row.outcome !== undefined) return null;
  return (
    <IconButton
      label={t('review.menu', { title: titleOf(row) })}
      {...(className === undefined ? {} : { className })}
      onClick={() => events.menu(row.decision_id)}
    >
      <Ellipsis aria-hidden className="size-4" />
    </IconButton>
  );
}
