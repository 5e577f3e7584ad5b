import type { ListedComponent } from '@maximus/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Boxes, FilterX } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Page } from '../../app/page.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { FilterSelect, SearchField } from '../../design/fields.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

const ecosystems = ['npm', 'PyPI', 'Go', 'Maven', 'crates.io', 'RubyGems', 'Packagist', 'NuGet'] as const;

/** "Do we have it, and where": every component of the estate. */
export function Component() {
  const { t, number } = useI18n();
  const { api } = useServices();
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? '';
  const ecosystem = params.get('ecosystem') ?? '';
  const list = useInfiniteQuery({
    queryKey: ['components', q, ecosystem],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const asked = q.trim();
      return bodyOf(
        api.listComponents(
          {
            query: {
              limit: 100,
              ...(asked.startsWith('pkg:') ? { purl: asked } : asked !== '' && { name: asked }),
              ...(ecosystem !== '' && { ecosystem }),
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
          { signal },
        ),
      );
    },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  return (
    <Page title={t('nav.components')} description={t('component.description')}>
      <Panel flush title={t('nav.components')}>
        <div className="flex flex-wrap gap-2 border-b border-line p-3 sm:px-4">
          <SearchField label={t('component.searchExact')} value={q} onChange={(text) => set('q', text)} />
          <FilterSelect
            label={t('component.ecosystem')}
            value={ecosystem}
            onChange={(event) => set('ecosystem', event.target.value)}
            options={[
              { value: '', title: `${t('component.ecosystem')}: ${t('common.all').toLowerCase()}` },
              ...ecosystems.map((one) => ({ value: one, title: one })),
            ]}
          />
        </div>
        <QueryView
          query={list}
          isEmpty={({ pages }) => pages[0]?.items.length === 0}
          empty={
            q === '' && ecosystem === '' ? (
              <EmptyState icon={Boxes} title={t('component.none')}>
                {t('project.none.means')}
              </EmptyState>
            ) : (
              <EmptyState
                icon={FilterX}
                title={t('component.notHere')}
                action={
                  <Button size="small" onClick={() => setParams({})}>
                    {t('common.clearFilters')}
                  </Button>
                }
              >
                {t('component.notHere.means')}
              </EmptyState>
            )
          }
        >
          {({ pages }) => (
            <Table<ListedComponent>
              caption={t('nav.components')}
              rows={pages.flatMap(({ items }) => items)}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'name',
                  title: t('finding.package'),
                  cell: (component) => (
                    <Link to={`/components/${component.id}`} className="font-semibold hover:text-accent">
                      <CodeText>{component.name}</CodeText>
                    </Link>
                  ),
                },
                {
                  id: 'version',
                  title: t('component.version'),
                  cell: ({ version, requested }) => <CodeText>{version ?? requested ?? '?'}</CodeText>,
                },
                {
                  id: 'ecosystem',
                  title: t('component.ecosystem'),
                  from: 'sm',
                  cell: ({ ecosystem: of }) => <Badge>{of}</Badge>,
                },
                {
                  id: 'projects',
                  title: t('nav.projects'),
                  align: 'end',
                  cell: ({ project_count: count }) => number(count),
                },
                {
                  id: 'flaws',
                  title: t('component.flaws'),
                  align: 'end',
                  cell: ({ advisory_count: count }) =>
                    count === 0 ? number(0) : <span className="font-semibold text-high">{number(count)}</span>,
                },
                {
                  id: 'seen',
                  title: t('component.firstSeen'),
                  from: 'md',
                  cell: ({ first_seen_at: at }) => <RelativeTime time={at} />,
                },
              ]}
            />
          )}
        </QueryView>
        {list.hasNextPage && (
          <div className="p-3 text-center">
            <Button size="small" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('common.loadMore')}
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  );
}
