import { Radio, RefreshCw } from 'lucide-react';
import { Badge } from '../../design/badge.tsx';
import { classNames } from '../../design/class-names.ts';
import { FilterSelect, SearchField } from '../../design/fields.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import type { ReviewQueue } from './use-review-queue.ts';

interface QueueToolbarProps {
  readonly queue: ReviewQueue;
  readonly params: URLSearchParams;
  readonly onChange: (name: string, value: string) => void;
}

const priorities = ['critical', 'high', 'medium', 'low'] as const;

/** How live the queue is, how much waits, and what of it is shown. */
export function QueueToolbar({ queue, params, onChange }: QueueToolbarProps) {
  const { t, number } = useI18n();
  const { status, connectionId } = queue.socket;
  const isLive = status === 'connected';
  const priority = params.get('priority') ?? '';
  const { counts } = queue;
  const all = counts && priorities.reduce((sum, one) => sum + counts[one], 0);
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span data-review-live={status} title={t(`live.${status}.means`)} className="inline-flex items-center gap-2">
          <Badge tone={isLive ? 'good' : 'unchecked'} icon={isLive ? Radio : RefreshCw}>
            {t(`live.${status}`)}
          </Badge>
          {isLive && <span aria-hidden className="size-2 animate-breathe rounded-full bg-good" />}
          {isLive && connectionId !== undefined && (
            <code className="font-mono text-xs text-faint" title={t('review.connection')}>
              {connectionId.replace(/^\w+_/, '').slice(0, 8)}
            </code>
          )}
        </span>
        <span className="text-sm font-semibold numbers" data-pending={queue.total}>
          {t('review.pending', { n: queue.total ?? 0 })}
        </span>
        <fieldset aria-label={t('vocabulary.priority')} className="flex flex-wrap gap-1 lg:ml-auto">
          {(['', ...priorities] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={priority === one}
              onClick={() => onChange('priority', one)}
              className={classNames(
                'min-h-9 rounded-lg border px-3 text-sm font-medium transition-colors',
                priority === one
                  ? 'border-accent bg-accent-soft text-accent'
                  : 'border-line bg-card text-soft hover:border-line-strong hover:text-ink',
              )}
            >
              {one === '' ? t('common.all') : t(`vocabulary.priority.${one}`)}
              {counts !== undefined && (
                <span className="ml-1.5 text-xs numbers">{number(one === '' ? all : counts[one])}</span>
              )}
            </button>
          ))}
        </fieldset>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          label={t('review.search')}
          defaultValue={params.get('q') ?? ''}
          onChange={(text) => onChange('q', text)}
          className="min-w-48 flex-1"
        />
        <FilterSelect
          label={t('review.filter.sla')}
          value={params.get('sla') ?? ''}
          onChange={(event) => onChange('sla', event.target.value)}
          options={[
            { value: '', title: t('review.filter.sla.any') },
            ...(['ok', 'at_risk', 'breached'] as const).map((value) => ({
              value,
              title: t(`review.filter.sla.${value}`),
            })),
          ]}
        />
        <FilterSelect
          label={t('review.sort')}
          value={params.get('sort') ?? 'risk'}
          onChange={(event) => onChange('sort', event.target.value === 'risk' ? '' : event.target.value)}
          options={(['risk', 'created_at', 'sla'] as const).map((value) => ({
            value,
            title: t(`review.sort.${value}`),
          }))}
        />
        <FilterSelect
          label={t('review.filter.snoozed')}
          value={params.get('snoozed') ?? ''}
          onChange={(event) => onChange('snoozed', event.target.value)}
          options={[
            { value: '', title: t('review.filter.waiting') },
            { value: 'true', title: t('review.filter.snoozedOnly') },
          ]}
        />
      </div>
    </div>
  );
}
