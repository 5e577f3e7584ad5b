import type { ReactNode } from 'react';
import { Card } from './card.tsx';

interface StatCardProps {
  readonly title: string;
  /** As it is read; a dash where nothing is known, never 0. */
  readonly value: string;
  /** Beside the value: how many it stands on, the range. */
  readonly note?: ReactNode;
  readonly sparkline?: ReactNode;
  readonly icon?: ReactNode;
}

/** One figure with what it stands on. */
export function StatCard({ title, value, note, sparkline, icon }: StatCardProps) {
  return (
    <Card className="flex min-w-0 flex-col gap-1 p-4">
      <div className="flex items-center gap-2 text-xs font-medium text-soft">
        {icon}
        <span className="truncate">{title}</span>
      </div>
      <div className="flex items-end justify-between gap-3">
        <span className="text-2xl leading-8 font-semibold tracking-tight numbers">{value}</span>
        {sparkline}
      </div>
      {note !== undefined && <div className="text-xs text-faint">{note}</div>}
    </Card>
  );
}
