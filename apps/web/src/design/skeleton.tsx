import { type ReactNode, useEffect, useState } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { classNames } from './class-names.ts';

/** A bar where text will stand. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={classNames('animate-shimmer rounded-md bg-sunken', className ?? 'h-4 w-full')} />;
}

/** The layout of what is loading, from 150 ms on; says to those who do not see it that it is loading. */
export function Loading({ children }: { readonly children: ReactNode }) {
  const { t } = useI18n();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true">
      <span className="sr-only" role="status">
        {late ? t('common.loading') : ''}
      </span>
      <div className={late ? '' : 'invisible'}>{children}</div>
    </div>
  );
}

/** Skeletons of so many rows. */
export function SkeletonRows({ rows = 5, height = 'h-10' }: { readonly rows?: number; readonly height?: string }) {
  return (
    <div className="grid gap-2 p-4">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same
        <Skeleton key={row} className={classNames('w-full', height)} />
      ))}
    </div>
  );
}
