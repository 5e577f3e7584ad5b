import type { Project } from '@maximus/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Panel } from '../../design/card.tsx';
import { SearchField } from '../../design/fields.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText } from '../../design/texts.tsx';
import { VirtualList } from '../../design/virtual-list.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** What a project is made of in its newest snapshot: a list of any length. */
export function ProjectInventory({ project }: { readonly project: Project }) {
  const { t } = useI18n();
  const { api } = useServices();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const snapshot = project.last_snapshot_id;
  const list = useInfiniteQuery({
    queryKey: ['inventory', snapshot, q],
    enabled: snapshot !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.listSnapshotComponents(
          {
            params: { id: snapshot ?? '' },
            query: { limit: 200, ...(q !== '' && { q }), ...(pageParam !== undefined && { cursor: pageParam }) },
          },
          { signal },
        ),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  if (snapshot === undefined) return <EmptyState icon={Boxes} title={t('project.never')} />;
  return (
    <Panel flush title={t('project.inventory')}>
      <div className="border-b border-line p-3 sm:px-4">
        <SearchField label={t('component.search')} value={text} onChange={setText} />
      </div>
      <QueryView
        query={list}
        isEmpty={({ pages }) => pages[0]?.items.length === 0}
        empty={<EmptyState icon={Boxes} title={t(q === '' ? 'project.inventory.none' : 'common.filtersHide')} />}
      >
        {({ pages }) => (
          <VirtualList
            label={t('project.inventory')}
            className="h-[32rem]"
            gap={0}
            estimate={44}
            items={pages.flatMap(({ items }) => items)}
            itemKey={(one) => `${one.purl} ${one.file} ${one.scope}`}
            onEnd={() => {
              if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
            }}
            render={(one) => (
              <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5 text-sm">
                <Badge>{one.ecosystem}</Badge>
                <CodeText className="font-semibold">{one.name}</CodeText>
                <CodeText className="text-soft">{one.version ?? one.requested ?? '?'}</CodeText>
                {one.direct && <span className="text-xs text-soft">{t('apv.path.direct')}</span>}
                <span className="ml-auto flex items-center gap-3 text-xs text-faint">
                  <span>{t(`vocabulary.scope.${one.scope}`)}</span>
                  <CodeText>
                    {one.file}
                    {one.line !== undefined && `:${one.line}`}
                  </CodeText>
                </span>
              </div>
            )}
          />
        )}
      </QueryView>
    </Panel>
  );
}
