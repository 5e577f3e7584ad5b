import { classNames } from '../design/class-names.ts';
import { useI18n } from '../i18n/i18n.tsx';

interface ConfidenceBarProps {
  /** 0–1; absent where nothing was measured. */
  readonly confidence: number | undefined;
  readonly label: string;
}

/** How sure something is, in one of three styles and as a number: from 0.95, from 0.80, and below (dashboard.md §3). */
export function ConfidenceBar({ confidence, label }: ConfidenceBarProps) {
  const { t, percent } = useI18n();
  if (confidence === undefined)
    return (
      <span className="text-xs text-faint">
        {label}: {t('common.noData')}
      </span>
    );
  const level = confidence >= 0.95 ? 'strong' : confidence >= 0.8 ? 'fair' : 'weak';
  return (
    <span className="flex min-w-0 items-center gap-2 text-xs" title={t(`confidence.${level}`)}>
      <span className="text-soft">{label}</span>
      <span aria-hidden className="h-1.5 min-w-10 flex-1 overflow-hidden rounded-full bg-sunken">
        <span
          className={classNames(
            'block h-full origin-left rounded-full',
            level === 'strong' && 'bg-good',
            level === 'fair' && 'bg-medium',
            level === 'weak' && 'bg-[repeating-linear-gradient(45deg,var(--unchecked)_0_4px,transparent_4px_7px)]',
          )}
          style={{ width: `${Math.round(confidence * 100)}%` }}
        />
      </span>
      <span className="font-semibold numbers">{percent(confidence)}</span>
      <span className="sr-only">{t(`confidence.${level}`)}</span>
    </span>
  );
}
