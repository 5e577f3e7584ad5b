import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** What a colour means; never the only thing that says it. */
export type Tone = 'critical' | 'high' | 'medium' | 'low' | 'neutral' | 'good' | 'unchecked' | 'accent';

const tones: Record<Tone, string> = {
  critical: 'bg-critical-soft text-critical',
  high: 'bg-high-soft text-high',
  medium: 'bg-medium-soft text-medium',
  low: 'bg-low-soft text-low',
  neutral: 'bg-neutral-soft text-neutral',
  good: 'bg-good-soft text-good',
  unchecked: 'bg-unchecked-soft text-unchecked outline-1 -outline-offset-1 outline-dashed outline-unchecked',
  accent: 'bg-accent-soft text-accent',
};

interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: LucideIcon | undefined;
  readonly title?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A word with an icon on a ground of its meaning's colour. */
export function Badge({ tone = 'neutral', icon: Icon, title, className, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={classNames(
        'inline-flex max-w-full items-center gap-1 rounded-md px-1.5 py-0.5 text-xs leading-4 font-semibold whitespace-nowrap',
        tones[tone],
        className,
      )}
    >
      {Icon !== undefined && <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.4} />}
      <span className="truncate">{children}</span>
    </span>
  );
}
