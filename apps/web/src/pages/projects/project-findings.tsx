import type { FindingSummary, Project } from '@maximus/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, DueTime } from '../../design/texts.tsx';
import { PriorityBadge, SeverityBadge, StatusBadge } from '../../design/vocabulary-badges.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** What is wrong with a project, most urgent first. */
export function ProjectFindings({ project }: { readonly project: Project }) {
  const { t } = useI18n();
  const { api } = useServices();
  const [openOnly, setOpenOnly] = useState(true);
  const list = useInfiniteQuery({
    queryKey: ['findings', project.id, openOnly],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.listFindings(
          {
            query: {
              project: project.id,
              limit: 100,
              ...(openOnly && { open: 'true' }),
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
          { signal },
        ),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const checked = project.check_state === 'ok';
  return (
    <Panel
      flush
      title={t('project.findings')}
      actions={
        <label className="flex min-h-8 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-[var(--accent)]"
            checked={openOnly}
            onChange={(event) => setOpenOnly(event.target.checked)}
          />
          {t('project.openOnly')}
        </label>
      }
    >
      <QueryView
        query={list}
        isEmpty={({ pages }) => pages[0]?.items.length === 0}
        empty={
          checked ? (
            <EmptyState icon={ShieldCheck} title={t('project.clean')}>
              {t('project.clean.means')}
            </EmptyState>
          ) : (
            <EmptyState icon={ShieldQuestionMark} title={t('project.unknown')}>
              {t(`vocabulary.check.${project.check_state}.means`)}
            </EmptyState>
          )
        }
      >
        {({ pages }) => (
          <Table<FindingSummary>
            caption={t('project.findings')}
            rows={pages.flatMap(({ items }) => items)}
            rowKey={({ id }) => id}
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
                  <Link to={`/adaptive-immunity/apvs/${finding.apv_id}`} className="font-semibold hover:text-accent">
                    <CodeText>{finding.primary_id}</CodeText>
                  </Link>
                ),
              },
              {
                id: 'package',
                title: t('finding.package'),
                cell: (finding) => (
                  <span className="grid min-w-28">
                    <Link to={`/components/${finding.component_id}`} className="hover:text-accent">
                      <CodeText>{finding.package}</CodeText>
                    </Link>
                    <span className="text-xs text-soft">
                      <CodeText>{finding.locked_version ?? '?'}</CodeText>
                      {finding.fixed_version !== undefined && (
                        <>
                          {' → '}
                          <CodeText className="text-good">{finding.fixed_version}</CodeText>
                        </>
                      )}
                    </span>
                  </span>
                ),
              },
              {
                id: 'severity',
                title: t('vocabulary.severity'),
                from: 'md',
                cell: ({ severity, cvss_score: score }) => <SeverityBadge severity={severity} score={score} />,
              },
              {
                id: 'use',
                title: t('finding.use'),
                from: 'lg',
                cell: ({ scope, direct, reachability }) => (
                  <span className="text-xs text-soft">
                    {t(`vocabulary.scope.${scope}`)}
                    {direct && `, ${t('apv.path.direct')}`}
                    <br />
                    {t(`vocabulary.reach.${reachability}`)}
                  </span>
                ),
              },
              {
                id: 'status',
                title: t('finding.status'),
                from: 'sm',
                cell: ({ status }) => <StatusBadge status={status} />,
              },
              { id: 'due', title: t('finding.due'), from: 'md', cell: ({ due_at: due }) => <DueTime time={due} /> },
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
  );
}
