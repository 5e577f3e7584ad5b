import { Users } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'react-router';
import { classNames } from '../../design/class-names.ts';
import { CodeText } from '../../design/texts.tsx';
import { PriorityBadge } from '../../design/vocabulary-badges.tsx';
import { packageName } from '../../entities/safe-names.ts';
import { VersionStep } from '../../entities/version-step.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';
import { OutcomeNote } from './outcome-note.tsx';
import { decisionAddress, Evidence, RowCheck, RowMenuButton, type RowProps, titleOf } from './pending-patch-card.tsx';
import { SlaBadge } from './sla-badge.tsx';

/** One patch that waits, on one line: for long queues and wide screens. */
export const PendingPatchRow = memo(function PendingPatchRow(props: RowProps) {
  const { row, events, isCurrent, isSelected, isUndoable } = props;
  const { t, percent } = useI18n();
  return (
    <article
      aria-label={titleOf(row)}
      data-decision={row.decision_id}
      data-outcome={row.outcome?.decision}
      className={classNames(
        'relative flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0 hover:bg-sunken/50',
        isCurrent && 'bg-accent-soft/50 outline-2 -outline-offset-2 outline-accent',
        isSelected && 'bg-accent-soft/40',
      )}
    >
      <RowCheck {...props} />
      <span className="w-24">
        <PriorityBadge priority={row.priority} />
      </span>
      <span className="min-w-48 flex-1">
        <Link
          to={decisionAddress(row.decision_id)}
          data-row-link
          onFocus={() => events.focus(row.decision_id)}
          className="font-semibold break-all hover:text-accent after:absolute after:inset-0"
        >
          {packageName(row.package)}
        </Link>{' '}
        <VersionStep from={row.from} to={row.to} rung={row.rung} />
        <span className="block truncate text-xs text-soft">
          {row.project} · <CodeText>{row.cve_id ?? row.apv_id ?? row.patch_code}</CodeText> · {inWords(row.why_now, t)}
        </span>
      </span>
      {row.outcome !== undefined ? (
        <span className="relative z-10">
          <OutcomeNote outcome={row.outcome} onUndo={isUndoable ? () => events.undo(row) : undefined} />
        </span>
      ) : (
        <>
          <span className="flex items-center gap-2 sm:w-44">
            <Evidence row={row} />
            <span className="text-xs numbers">{percent(row.confidence)}</span>
          </span>
          <span className="inline-flex items-center gap-1 text-xs text-soft numbers">
            <Users aria-hidden className="size-3.5" />
            {t('review.approvals', { n: row.approvals, of: row.required_approvals })}
          </span>
          <span className="sm:w-36">
            <SlaBadge sla={row.sla} />
          </span>
          <RowMenuButton {...props} className="relative z-10" />
        </>
      )}
    </article>
  );
});
