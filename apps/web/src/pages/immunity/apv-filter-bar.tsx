import { Pause, Play } from 'lucide-react';
import { Button } from '../../design/button.tsx';
import { FilterSelect, SearchField } from '../../design/fields.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import type { MessageKey } from '../../i18n/locales.ts';
import { type ApvFilters, apvOrders, isNarrowed } from './apv-filters.ts';

interface ApvFilterBarProps {
  readonly filters: ApvFilters;
  /** Sets a part of the address; an empty text takes it away. */
  readonly onChange: (name: string, value: string) => void;
  readonly onClear: () => void;
  readonly paused: boolean;
  readonly onPause: (paused: boolean) => void;
}

const statuses = [
  'detected',
  'could_not_check',
  'confirmed',
  'remediating',
  'verifying',
  'accepted',
  'not_affected',
  'resolved',
] as const;
const levels = ['critical', 'high', 'medium', 'low'] as const;

/** What narrows and orders the list of APVs. */
export function ApvFilterBar({ filters, onChange, onClear, paused, onPause }: ApvFilterBarProps) {
  const { t } = useI18n();
  const choice = <V extends string>(
    name: string,
    label: MessageKey,
    values: readonly V[],
    title: (value: V) => string,
    value: string | undefined,
  ) => (
    <FilterSelect
      label={t(label)}
      value={value ?? ''}
      onChange={(event) => onChange(name, event.target.value)}
      options={[
        { value: '', title: `${t(label)}: ${t('common.all').toLowerCase()}` },
        ...values.map((one) => ({ value: one, title: title(one) })),
      ]}
    />
  );
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line p-3 sm:px-4">
      <SearchField label={t('immunity.search')} value={filters.q} onChange={(text) => onChange('q', text)} />
      {choice(
        'priority',
        'immunity.filter.priority',
        levels,
        (one) => t(`vocabulary.priority.${one}`),
        filters.priority,
      )}
      {choice(
        'severity',
        'immunity.filter.severity',
        levels,
        (one) => t(`vocabulary.severity.${one}`),
        filters.severity,
      )}
      {choice('status', 'immunity.filter.status', statuses, (one) => t(`vocabulary.status.${one}`), filters.status)}
      <FilterSelect
        label={t('immunity.filter.sort')}
        value={filters.order}
        onChange={(event) => onChange('order', event.target.value === 'detected' ? '' : event.target.value)}
        options={apvOrders.map((order) => ({ value: order, title: t(`immunity.sort.${order}`) }))}
      />
      <label className="flex min-h-9 items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-[var(--accent)]"
          checked={filters.kev}
          onChange={(event) => onChange('kev', event.target.checked ? 'true' : '')}
        />
        {t('immunity.filter.kev')}
      </label>
      {isNarrowed(filters) && (
        <Button size="small" kind="quiet" onClick={onClear}>
          {t('common.clearFilters')}
        </Button>
      )}
      <Button
        size="small"
        kind="quiet"
        className="ml-auto"
        aria-pressed={paused}
        icon={paused ? <Play aria-hidden className="size-4" /> : <Pause aria-hidden className="size-4" />}
        onClick={() => onPause(!paused)}
      >
        {t(paused ? 'common.resume' : 'common.pause')}
      </Button>
    </div>
  );
}
