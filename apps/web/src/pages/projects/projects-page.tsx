import { CheckState, type Project } from '@maximus/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { FilterX, FolderPlus, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Page } from '../../app/page.tsx';
import { openFindings } from '../../charts/heat.ts';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { FilterSelect, SearchField } from '../../design/fields.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { RelativeTime } from '../../design/texts.tsx';
import { CheckStateBadge } from '../../design/vocabulary-badges.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useChannel } from '../../live/use-channel.ts';
import { useOncePerSecond } from '../../live/use-once-per-second.ts';
import { useHasRole } from '../../session/use-session.ts';
import { AddProjectDialog } from './add-project-dialog.tsx';

/** Every project of the estate, with how far its check got. */
export function Component() {
  const { t, number } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const may = useHasRole('operator');
  const refusal = may ? undefined : t('common.needsRole', { role: t('vocabulary.role.operator') });
  const q = params.get('q') ?? '';
  const state = CheckState.safeParse(params.get('check')).data;
  const list = useInfiniteQuery({
    queryKey: ['projects', { q, state }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.listProjects(
          {
            query: {
              limit: 100,
              ...(q !== '' && { q }),
              ...(state !== undefined && { check_state: state }),
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
          { signal },
        ),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const refresh = useOncePerSecond(() => void queries.invalidateQueries({ queryKey: ['projects'] }));
  useChannel('tasks', { message: refresh, resync: refresh, poll: refresh });
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
  useActions([
    {
      id: 'project.add',
      title: t('project.add'),
      keys: ['n'],
      scope: 'page',
      available: () => refusal ?? true,
      run: () => setAdding(true),
    },
  ]);

  return (
    <Page
      title={t('nav.projects')}
      description={t('project.description')}
      actions={
        <Button
          kind="primary"
          icon={<Plus aria-hidden className="size-4" />}
          refusal={refusal}
          onClick={() => setAdding(true)}
        >
          {t('project.add')}
        </Button>
      }
    >
      <Panel flush title={t('nav.projects')}>
        <div className="flex flex-wrap gap-2 border-b border-line p-3 sm:px-4">
          <SearchField label={t('project.search')} value={q} onChange={(text) => set('q', text)} />
          <FilterSelect
            label={t('project.check')}
            value={state ?? ''}
            onChange={(event) => set('check', event.target.value)}
            options={[
              { value: '', title: `${t('project.check')}: ${t('common.all').toLowerCase()}` },
              ...CheckState.options.map((one) => ({ value: one, title: t(`vocabulary.check.${one}`) })),
            ]}
          />
        </div>
        <QueryView
          query={list}
          isEmpty={({ pages }) => pages[0]?.items.length === 0}
          empty={
            q !== '' || state !== undefined ? (
              <EmptyState
                icon={FilterX}
                title={t('common.filtersHide')}
                action={
                  <Button size="small" onClick={() => setParams({})}>
                    {t('common.clearFilters')}
                  </Button>
                }
              />
            ) : (
              <EmptyState icon={FolderPlus} title={t('project.none')}>
                {t('project.none.means')}
              </EmptyState>
            )
          }
        >
          {({ pages }) => (
            <Table<Project>
              caption={t('nav.projects')}
              rows={pages.flatMap(({ items }) => items)}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'name',
                  title: t('finding.project'),
                  cell: (project) => (
                    <Link to={`/projects/${project.slug}`} className="grid min-w-40 hover:text-accent">
                      <span className="font-semibold">{project.name}</span>
                      <span className="text-xs text-faint">
                        {project.team ?? t(`project.source.${project.source.kind}`)}
                      </span>
                    </Link>
                  ),
                },
                {
                  id: 'check',
                  title: t('project.check'),
                  cell: ({ check_state: check }) => <CheckStateBadge state={check} />,
                },
                {
                  id: 'open',
                  title: t('project.open'),
                  align: 'end',
                  cell: (project) => number(openFindings(project)),
                },
                {
                  id: 'components',
                  title: t('nav.components'),
                  align: 'end',
                  from: 'sm',
                  cell: ({ component_count: count }) => number(count),
                },
                {
                  id: 'exposure',
                  title: t('project.exposure'),
                  from: 'lg',
                  cell: ({ exposure }) => t(`project.exposure.${exposure}`),
                },
                {
                  id: 'scanned',
                  title: t('project.scanned'),
                  from: 'md',
                  cell: ({ last_scan_at: at }) => (at === undefined ? t('project.never') : <RelativeTime time={at} />),
                },
                {
                  id: 'next',
                  title: t('project.next'),
                  from: 'xl',
                  cell: ({ next_scan_at: at }) => (at === undefined ? '' : <RelativeTime time={at} />),
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
      <AddProjectDialog open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}
