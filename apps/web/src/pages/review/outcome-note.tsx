import { Undo2 } from 'lucide-react';
import { Button } from '../../design/button.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import type { Outcome } from './apply-update.ts';
import { DecisionBadge } from './decision-badge.tsx';
import { SecondsLeft } from './seconds-left.tsx';

/** Says of a row that it no longer waits: how, by whom, and how long it can be taken back. */
export function OutcomeNote({
  outcome,
  onUndo,
}: {
  readonly outcome: Outcome;
  readonly onUndo?: (() => void) | undefined;
}) {
  const { t } = useI18n();
  const isHeld = outcome.effect === 'held' && outcome.effectAtMs !== undefined && outcome.effectAtMs > Date.now();
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <DecisionBadge decision={outcome.decision} />
      {outcome.by !== undefined && <span>{t('review.by', { who: outcome.by })}</span>}
      {isHeld && outcome.effectAtMs !== undefined && (
        <span className="text-soft">
          <SecondsLeft untilMs={outcome.effectAtMs} />
        </span>
      )}
      {isHeld && onUndo !== undefined && (
        <Button size="small" icon={<Undo2 aria-hidden className="size-4" />} onClick={onUndo}>
          {t('review.undo')}
        </Button>
      )}
    </div>
  );
}
