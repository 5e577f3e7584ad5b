import type { UseQueryResult } from '@tanstack/react-query';
import { Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { Button } from './button.tsx';
import { Banner, ErrorPanel } from './messages.tsx';
import { Loading, SkeletonRows } from './skeleton.tsx';
import { useNow } from './texts.tsx';

interface QueryViewProps<T> {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'dataUpdatedAt' | 'refetch'>;
  readonly skeleton?: ReactNode;
  readonly isEmpty?: (data: T) => boolean;
  readonly empty?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** Shows a query in each of its states: loading, failed, empty, there, and there but no longer renewed (dashboard.md §6). */
export function QueryView<T>({ query, skeleton, isEmpty, empty, children }: QueryViewProps<T>) {
  const { t, relative, failed } = useI18n();
  const now = useNow();
  const { data, error } = query;
  const retry = () => void query.refetch();
  if (data === undefined) {
    return error === null ? (
      <Loading>{skeleton ?? <SkeletonRows />}</Loading>
    ) : (
      <ErrorPanel error={error} onRetry={retry} />
    );
  }
  return (
    <>
      {error !== null && (
        <div className="p-3">
          <Banner
            tone="medium"
            icon={Clock}
            action={
              <Button size="small" kind="quiet" onClick={retry}>
                {t('common.retry')}
              </Button>
            }
          >
            {t('common.stale', { when: relative(query.dataUpdatedAt, now), why: failed(error) })}
          </Banner>
        </div>
      )}
      {isEmpty?.(data) === true && empty !== undefined ? empty : children(data)}
    </>
  );
}
