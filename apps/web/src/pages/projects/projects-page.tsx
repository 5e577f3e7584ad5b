import { CheckState, type Project } from '@maximus/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { FolderPlus, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Page } from '../../app/page.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { openFindings } from '../../charts/heat.ts';
import { Button } from '../../design/button.tsx';
import { FilterSelect, SearchField } from '../../design/fields.tsx';
import { ListPanel } from '../../design/list-panel.tsx';
import { EmptyState } from '../../design/messages.tsx';
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
  const { params, set, clear } = useAddressFilters();
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
      <ListPanel
        title={t('nav.projects')}
        query={list}
        isNarrowed={q !== '' || state !== undefined}
        onClear={clear}
        none={
          <EmptyState icon={FolderPlus} title={t('project.none')}>
            {t('project.none.means')}
          </EmptyState>
        }
        filters={
          <>
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
          </>
        }
      >
        {(items) => (
          <Table<Project>
            caption={t('nav.projects')}
            rows={items}
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
      </ListPanel>
      <AddProjectDialog open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}
