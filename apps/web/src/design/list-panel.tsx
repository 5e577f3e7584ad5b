import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { FilterX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { Button } from './button.tsx';
import { Panel } from './card.tsx';
import { EmptyState } from './messages.tsx';
import { QueryView } from './query-view.tsx';

interface ListPanelProps<T> {
  readonly title: string;
  readonly actions?: ReactNode;
  /** Search and filters above the list. */
  readonly filters?: ReactNode;
  readonly query: UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly T[] }>>;
  /** Whether filters hide something: an empty list then says so. */
  readonly isNarrowed: boolean;
  readonly onClear: () => void;
  /** What stands where there is nothing at all. */
  readonly none: ReactNode;
  /** What stands where filters leave nothing; a general sentence where absent. */
  readonly hidden?: { readonly title: string; readonly means: string };
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list that is loaded piece by piece, with its filters, its two kinds of emptiness and the button for more. */
export function ListPanel<T>({
  title,
  actions,
  filters,
  query,
  isNarrowed,
  onClear,
  none,
  hidden,
  children,
}: ListPanelProps<T>) {
  const { t } = useI18n();
  return (
    <Panel flush title={title} actions={actions}>
      {filters !== undefined && <div className="flex flex-wrap gap-2 border-b border-line p-3 sm:px-4">{filters}</div>}
      <QueryView
        query={query}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={
          isNarrowed ? (
            <EmptyState
              icon={FilterX}
              title={hidden?.title ?? t('common.filtersHide')}
              action={
                <Button size="small" onClick={onClear}>
                  {t('common.clearFilters')}
                </Button>
              }
            >
              {hidden?.means ?? t('common.filtersHide.means')}
            </EmptyState>
          ) : (
            none
          )
        }
      >
        {({ pages }) => children(pages.flatMap(({ items }) => items))}
      </QueryView>
      {query.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
