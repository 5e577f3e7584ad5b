import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A raised piece of the page. */
export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return <div {...rest} className={classNames('rounded-xl border border-line bg-card shadow-card', className)} />;
}

interface PanelProps {
  readonly title: string;
  /** Beside the title: a count, a badge. */
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Without space inside, for tables and lists that reach the edge. */
  readonly flush?: boolean;
}

/** A card with a heading; a landmark of the page. */
export function Panel({ title, beside, actions, children, className, flush = false }: PanelProps) {
  return (
    <section
      aria-label={title}
      className={classNames('min-w-0 rounded-xl border border-line bg-card shadow-card', className)}
    >
      <header className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 sm:px-5">
        <h2 className="text-[0.95rem] font-semibold">{title}</h2>
        {beside}
        {actions !== undefined && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      <div className={flush ? '' : 'p-4 sm:p-5'}>{children}</div>
    </section>
  );
}
