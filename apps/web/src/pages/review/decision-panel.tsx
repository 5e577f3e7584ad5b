import type { DecisionDetail } from '@maximus/contracts';
import { Ban, Check, Lock, Undo2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { ActionButton } from '../../actions/action-button.tsx';
import type { Action } from '../../actions/action-registry.ts';
import { Button } from '../../design/button.tsx';
import { Card } from '../../design/card.tsx';
import { Banner } from '../../design/messages.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useSession } from '../../session/use-session.ts';
import { deciderOf, waits } from './apply-update.ts';
import { DecisionBadge } from './decision-badge.tsx';
import { mayUndo, useUndoer } from './held-decision.ts';
import { PolicyState } from './policy-state.tsx';
import type { ReviewActions } from './review-actions.ts';
import { CountedText } from './review-dialogs.tsx';
import { SecondsLeft } from './seconds-left.tsx';
import { SlaBadge } from './sla-badge.tsx';
import type { ReviewCommands } from './use-review-commands.tsx';

interface DecisionPanelProps {
  readonly decision: DecisionDetail;
  readonly actions: ReviewActions;
  readonly commands: ReviewCommands;
  readonly comment: string;
  readonly onComment: (text: string) => void;
  readonly untested: boolean;
  readonly onUntested: (ticked: boolean) => void;
  readonly viewers: readonly string[];
}

/**
 * Where it is decided: the rules first, buttons last. When somebody else decides, it locks and says who; what was typed
 * stays and can still be said as a comment.
 */
export function DecisionPanel(props: DecisionPanelProps) {
  const { decision, actions, commands, comment, onComment, untested, onUntested, viewers } = props;
  const { t } = useI18n();
  const { user } = useSession();
  const isOpen = waits(decision.decision);
  const wasOpen = useRef(isOpen);
  const [lockedWhileOpen, setLocked] = useState(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) setLocked(decision.decided_by !== user?.id);
    if (isOpen) setLocked(false);
    wasOpen.current = isOpen;
  }, [isOpen, decision.decided_by, user?.id]);
  const busy = commands.busy === decision.decision_id;
  const isUntested = decision.wargaming_result?.verdict === 'fixed_untested';
  return (
    <Card className="grid gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="sr-only">{t('review.panel')}</h2>
        <DecisionBadge decision={decision.decision} />
        {isOpen && <SlaBadge sla={decision.sla} />}
        {viewers.length > 0 && (
          <span className="text-xs text-accent">{t('review.viewers', { names: viewers.join(', ') })}</span>
        )}
      </div>
      {lockedWhileOpen && (
        <div data-locked>
          <Banner tone="medium" icon={Lock}>
            {t('review.locked', {
              who: deciderOf(decision) ?? t('review.somebody'),
              how: t(`review.decision.${decision.decision}`),
            })}
          </Banner>
        </div>
      )}
      {!isOpen && <Settled decision={decision} actions={actions} commands={commands} />}
      <PolicyState decision={decision} />
      {(isOpen || comment !== '') && (
        <CountedText
          label={t('review.comment.label')}
          hint={t(isOpen ? 'review.comment.hint' : 'review.comment.kept')}
          value={comment}
          onChange={onComment}
          longest={1_000}
          rows={3}
        />
      )}
      {isOpen && isUntested && (
        <label className="flex min-h-8 items-start gap-2 rounded-lg bg-medium-soft p-3 text-sm text-medium">
          <input
            type="checkbox"
            checked={untested}
            onChange={(event) => onUntested(event.target.checked)}
            className="mt-0.5 size-4 shrink-0 accent-(--accent)"
          />
          {t('review.untested.tick')}
        </label>
      )}
      <div className="grid gap-2">
        {isOpen && (
          <div className="grid grid-cols-2 gap-2">
            <ActionButton
              action={actions.approve}
              kind="primary"
              busy={busy}
              icon={<Check aria-hidden className="size-4" />}
              withKey
            />
            <ActionButton
              action={actions.reject}
              kind="danger"
              busy={busy}
              icon={<X aria-hidden className="size-4" />}
              withKey
            />
          </div>
        )}
        {isOpen && <Refusals of={[actions.approve, actions.reject]} />}
        <div className="flex flex-wrap gap-1">
          {isOpen && <ActionButton action={actions.escalate} size="small" kind="quiet" withKey />}
          {isOpen && <ActionButton action={actions.snooze} size="small" kind="quiet" withKey />}
          <ActionButton action={actions.comment} size="small" kind="quiet" withKey />
          {isOpen && <ActionButton action={actions.cancel} size="small" kind="quiet" />}
        </div>
      </div>
    </Card>
  );
}

/** A refused button says why below itself, and not only on hover. */
function Refusals({ of }: { readonly of: readonly Action[] }) {
  const reasons = new Set(of.map((action) => action.available()).filter((reason) => reason !== true));
  return [...reasons].map((reason) => (
    <p key={reason} data-refusal className="flex gap-2 rounded-lg bg-neutral-soft p-3 text-sm">
      <Ban aria-hidden className="mt-0.5 size-4 shrink-0 text-critical" />
      {reason}
    </p>
  ));
}

function Settled({ decision, actions, commands }: Pick<DecisionPanelProps, 'decision' | 'actions' | 'commands'>) {
  const { t, dateTime } = useI18n();
  const undoer = useUndoer();
  const effectAtMs = decision.effect_at === undefined ? 0 : Date.parse(decision.effect_at);
  const isHeld = decision.effect === 'held' && effectAtMs > Date.now();
  return (
    <div className="grid gap-2 text-sm" data-effect={decision.effect}>
      <p>
        {decision.decided_at === undefined
          ? t(`review.decision.${decision.decision}`)
          : t('review.settled', {
              how: t(`review.decision.${decision.decision}`),
              who: deciderOf(decision) ?? t('review.somebody'),
              when: dateTime(decision.decided_at),
            })}
      </p>
      {decision.reason !== undefined && (
        <p className="rounded-lg bg-sunken p-3 break-words">
          <span className="font-semibold">{t('review.reason')}:</span> {decision.reason}
        </p>
      )}
      {isHeld ? (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-soft">
            <SecondsLeft untilMs={effectAtMs} />
          </span>
          <Button
            size="small"
            icon={<Undo2 aria-hidden className="size-4" />}
            refusal={mayUndo(decision.decided_by, undoer) ? undefined : t('review.refuse.undo')}
            busy={commands.busy === decision.decision_id}
            onClick={() =>
              void commands.undo({
                kind: 'decision',
                id: decision.decision_id,
                title: actions.approve.title,
                untilMs: effectAtMs,
              })
            }
          >
            {t('review.undo')}
          </Button>
        </div>
      ) : (
        decision.effect === 'released' &&
        decision.patch_id !== undefined &&
        decision.decision !== 'rejected' && (
          <p className="text-soft">
            {t('review.released')}{' '}
            <Link to={`/patches/${decision.patch_id}#rollback`} className="font-medium text-accent underline">
              {t('review.rollback')}
            </Link>
          </p>
        )
      )}
    </div>
  );
}
