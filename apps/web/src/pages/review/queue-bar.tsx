import { LayoutGrid, Rows3, X } from 'lucide-react';
import { usePreferences } from '../../app/preferences.ts';
import { Button } from '../../design/button.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

interface QueueBarProps {
  /** How many rows are selected. */
  readonly chosen: number;
  /** True, or why this person votes on nothing. */
  readonly mayVote: true | string;
  readonly onBulk: (action: 'approve' | 'reject') => void;
  readonly onClear: () => void;
}

/** Above the queue: what can be done with the selected rows, else the keys; and how the queue is laid out. */
export function QueueBar({ chosen, mayVote, onBulk, onClear }: QueueBarProps) {
  const { t } = useI18n();
  const [{ reviewList }, change] = usePreferences();
  const refusal = mayVote === true ? undefined : mayVote;
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-2">
      {chosen > 0 ? (
        <fieldset className="flex flex-wrap items-center gap-2" aria-label={t('review.bulk')}>
          <span className="text-sm font-semibold numbers">{t('review.selected', { n: chosen })}</span>
          <Button size="small" kind="primary" refusal={refusal} onClick={() => onBulk('approve')}>
            {t('review.approve')}
          </Button>
          <Button size="small" kind="danger" refusal={refusal} onClick={() => onBulk('reject')}>
            {t('review.decline')}
          </Button>
          <Button size="small" kind="quiet" icon={<X aria-hidden className="size-4" />} onClick={onClear}>
            {t('review.clear')}
          </Button>
        </fieldset>
      ) : (
        <p className="hidden text-sm text-soft md:block">{t('review.hint')}</p>
      )}
      <fieldset className="ml-auto flex gap-1" aria-label={t('review.layout')}>
        {(['cards', 'dense'] as const).map((layout) => {
          const Icon = layout === 'cards' ? LayoutGrid : Rows3;
          return (
            <Button
              key={layout}
              size="small"
              kind={reviewList === layout ? 'secondary' : 'quiet'}
              aria-pressed={reviewList === layout}
              onClick={() => change({ reviewList: layout })}
              icon={<Icon aria-hidden className="size-4" />}
            >
              <span className="hidden sm:inline">{t(`review.layout.${layout}`)}</span>
            </Button>
          );
        })}
      </fieldset>
    </div>
  );
}
