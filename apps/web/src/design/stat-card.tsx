import type { ReactNode } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { Card } from './card.tsx';

interface StatCardProps {
  readonly title: string;
  /** As it is read; absent where nothing is known: then it says so, and never 0. */
  readonly value: string | undefined;
  /** Beside the value: how many it stands on, the range. */
  readonly note?: ReactNode;
  readonly sparkline?: ReactNode;
  readonly icon?: ReactNode;
}

/** One figure with what it stands on. */
export function StatCard({ title, value, note, sparkline, icon }: StatCardProps) {
  const { t } = useI18n();
  return (
    <Card className="flex min-w-0 flex-col gap-1 p-4">
      <div className="flex items-center gap-2 text-xs font-medium text-soft">
        {icon}
        <span className="truncate">{title}</span>
      </div>
      <div className="flex items-end justify-between gap-3">
        {value === undefined ? (
          <span className="text-sm leading-5 font-medium text-faint">{t('common.noData')}</span>
        ) : (
          <span className="text-2xl leading-8 font-semibold tracking-tight numbers">{value}</span>
        )}
        {sparkline}
      </div>
      {note !== undefined && <div className="text-xs text-faint">{note}</div>}
    </Card>
  );
}
