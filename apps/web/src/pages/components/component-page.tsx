import type { ComponentUse, FindingSummary } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { Badge } from '../../design/badge.tsx';
import { Panel } from '../../design/card.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, CopyButton } from '../../design/texts.tsx';
import { PriorityBadge, StatusBadge } from '../../design/vocabulary-badges.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** One component: who has it, and what is known against it. */
export function Component() {
  const { t } = useI18n();
  const { id = '' } = useParams();
  const { api } = useServices();
  const component = useQuery({
    queryKey: ['component', id],
    queryFn: ({ signal }) => bodyOf(api.getComponent({ params: { id } }, { signal })),
  });
  const own = component.data?.id;
  const uses = useQuery({
    queryKey: ['component', own, 'uses'],
    enabled: own !== undefined,
    queryFn: ({ signal }) =>
      bodyOf(api.listComponentProjects({ params: { id: own ?? '' }, query: { limit: 200 } }, { signal })),
  });
  const name = component.data?.name;
  const findings = useQuery({
    queryKey: ['findings', 'component', own],
    enabled: name !== undefined,
    queryFn: ({ signal }) =>
      bodyOf(
        api.listFindings(
          { query: { package: name ?? '', ecosystem: component.data?.ecosystem ?? '', limit: 200 } },
          { signal },
        ),
      ),
  });
  const back = { to: '/components', title: t('nav.components') };
  const { data } = component;
  if (data === undefined) {
    return (
      <Page title={id} back={back}>
        <QueryView query={component}>{() => null}</QueryView>
      </Page>
    );
  }
  return (
    <Page
      title={`${data.name} ${data.version ?? ''}`.trim()}
      heading={
        <>
          {data.name}{' '}
          <span className="font-mono text-[0.8em] font-medium text-soft">{data.version ?? data.requested}</span>
        </>
      }
      back={back}
      description={
        <span className="flex flex-wrap items-center gap-2">
          <Badge>{data.ecosystem}</Badge>
          <CodeText>{data.purl}</CodeText>
          <CopyButton text={data.purl} label={t('common.copy', { what: 'purl' })} />
          {data.licences.length > 0 && <span>{data.licences.join(', ')}</span>}
        </span>
      }
    >
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <PanelBoundary>
          <Panel
            flush
            title={t('component.whoHasIt')}
            beside={<span className="text-sm text-faint">{t('component.uses', { n: data.project_count })}</span>}
          >
            <QueryView
              query={uses}
              isEmpty={({ items }) => items.length === 0}
              empty={<EmptyState title={t('component.unused')} />}
            >
              {({ items }) => (
                <Table<ComponentUse>
                  caption={t('component.whoHasIt')}
                  rows={items}
                  rowKey={({ project_id: project }) => project}
                  columns={[
                    {
                      id: 'project',
                      title: t('finding.project'),
                      cell: (use) => (
                        <Link to={`/projects/${use.slug}`} className="font-semibold hover:text-accent">
                          {use.name}
                        </Link>
                      ),
                    },
                    {
                      id: 'scope',
                      title: t('finding.use'),
                      cell: ({ scope, direct }) =>
                        `${t(`vocabulary.scope.${scope}`)}${direct ? `, ${t('apv.path.direct')}` : ''}`,
                    },
                    {
                      id: 'files',
                      title: t('snapshot.files'),
                      from: 'sm',
                      cell: ({ files }) => <CodeText>{files.join(', ')}</CodeText>,
                    },
                  ]}
                />
              )}
            </QueryView>
          </Panel>
        </PanelBoundary>
        <PanelBoundary>
          <Panel flush title={t('component.flaws')}>
            <QueryView
              query={findings}
              isEmpty={({ items }) => items.every(({ component_id: of }) => of !== own)}
              empty={<EmptyState title={t('component.noFlaws')}>{t('component.noFlaws.means')}</EmptyState>}
            >
              {({ items }) => (
                <Table<FindingSummary>
                  caption={t('component.flaws')}
                  rows={items.filter(({ component_id: of }) => of === own)}
                  rowKey={({ id: finding }) => finding}
                  columns={[
                    {
                      id: 'priority',
                      title: t('finding.priority'),
                      cell: ({ priority }) => <PriorityBadge priority={priority} />,
                    },
                    {
                      id: 'advisory',
                      title: t('finding.advisory'),
                      className: 'whitespace-nowrap',
                      cell: (finding) => (
                        <Link
                          to={`/adaptive-immunity/apvs/${finding.apv_id}`}
                          className="font-semibold hover:text-accent"
                        >
                          <CodeText>{finding.primary_id}</CodeText>
                        </Link>
                      ),
                    },
                    {
                      id: 'project',
                      title: t('finding.project'),
                      from: 'sm',
                      className: 'whitespace-nowrap',
                      cell: ({ project_slug: slug }) => <Link to={`/projects/${slug}`}>{slug}</Link>,
                    },
                    {
                      id: 'fixed',
                      title: t('finding.fixed'),
                      from: 'sm',
                      cell: ({ fixed_version: fixed }) =>
                        fixed === undefined ? t('apv.package.noFix') : <CodeText>{fixed}</CodeText>,
                    },
                    { id: 'status', title: t('finding.status'), cell: ({ status }) => <StatusBadge status={status} /> },
                  ]}
                />
              )}
            </QueryView>
          </Panel>
        </PanelBoundary>
      </div>
    </Page>
  );
}
