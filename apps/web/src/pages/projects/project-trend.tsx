import type { Project } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { MttrPanel } from '../../charts/course-panels.tsx';
import { Panel } from '../../design/card.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Skeleton } from '../../design/skeleton.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

const OpenOverTime = lazy(() =>
  import('../../charts/trend-charts.tsx').then(({ OpenOverTime: Chart }) => ({ default: Chart })),
);
const SeverityOverTime = lazy(() =>
  import('../../charts/trend-charts.tsx').then(({ SeverityOverTime: Chart }) => ({ default: Chart })),
);

/** How a project went over the last 30 days. */
export function ProjectTrend({ project }: { readonly project: Project }) {
  const { t } = useI18n();
  const { api } = useServices();
  const trends = useQuery({
    queryKey: ['trends', '30d', project.id],
    staleTime: 60_000,
    queryFn: ({ signal }) => bodyOf(api.getTrends({ query: { range: '30d', project: project.id } }, { signal })),
  });
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2 2xl:grid-cols-3">
      <Panel title={t('metrics.openOverTime')}>
        <QueryView query={trends} skeleton={<Skeleton className="h-52 w-full" />}>
          {(data) => (
            <Suspense fallback={<Skeleton className="h-52 w-full" />}>
              <OpenOverTime trends={data} />
            </Suspense>
          )}
        </QueryView>
      </Panel>
      <Panel title={t('metrics.severityOverTime')}>
        <QueryView query={trends} skeleton={<Skeleton className="h-52 w-full" />}>
          {(data) => (
            <Suspense fallback={<Skeleton className="h-52 w-full" />}>
              <SeverityOverTime trends={data} />
            </Suspense>
          )}
        </QueryView>
      </Panel>
      <div className="min-w-0 lg:col-span-2 2xl:col-span-1">
        <MttrPanel range="30d" project={project.slug} />
      </div>
    </div>
  );
}
