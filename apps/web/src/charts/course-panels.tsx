import type { SummaryRange } from '@maximus/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { bodyOf } from '../api/failures.ts';
import { useServices } from '../api/use-services.tsx';
import { PanelBoundary } from '../app/crashed-page.tsx';
import { Panel } from '../design/card.tsx';
import { QueryView } from '../design/query-view.tsx';
import { Segments } from '../design/segments.tsx';
import { Skeleton } from '../design/skeleton.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { useChannel } from '../live/use-channel.ts';
import { useOncePerSecond } from '../live/use-once-per-second.ts';

const charts = () => import('./course-charts.tsx');
const MttrOverTime = lazy(() => charts().then(({ MttrOverTime: Chart }) => ({ default: Chart })));
const SlaOverTime = lazy(() => charts().then(({ SlaOverTime: Chart }) => ({ default: Chart })));
const LadderRows = lazy(() => charts().then(({ LadderRows: Chart }) => ({ default: Chart })));

interface CourseProps {
  readonly range: SummaryRange;
  /** Id or name; the whole estate where absent. */
  readonly project?: string | undefined;
}

/** The mean time to repair over time, where it went, and how it differs by priority. */
export function MttrPanel({ range, project }: CourseProps) {
  const { t } = useI18n();
  const { api } = useServices();
  const [by, setBy] = useState<'part' | 'priority'>('part');
  const query = useQuery({
    queryKey: ['course', 'mttr', range, project],
    queryFn: ({ signal }) => bodyOf(api.getMttrTrend({ query: { range, project } }, { signal })),
  });
  useCourseRefresh();
  return (
    <ChartPanel
      title={t('course.mttr')}
      actions={
        <Segments
          label={t('course.by')}
          value={by}
          onChange={setBy}
          options={[
            { value: 'part', title: t('course.by.part') },
            { value: 'priority', title: t('course.by.priority') },
          ]}
        />
      }
    >
      <QueryView
        query={query}
        skeleton={<ChartSkeleton />}
        isEmpty={({ points }) => points.length === 0}
        empty={<p className="text-sm text-soft">{t('course.mttr.none')}</p>}
      >
        {(trend) => <MttrOverTime trend={trend} by={by} />}
      </QueryView>
    </ChartPanel>
  );
}

/** How first decisions stand against their clock. */
export function SlaPanel({ range, project }: CourseProps) {
  const { t } = useI18n();
  const { api } = useServices();
  const query = useQuery({
    queryKey: ['course', 'sla', range, project],
    queryFn: ({ signal }) => bodyOf(api.getSlaBurn({ query: { range, project } }, { signal })),
  });
  useCourseRefresh();
  return (
    <ChartPanel title={t('course.sla')}>
      <QueryView query={query} skeleton={<ChartSkeleton />}>
        {(burn) => <SlaOverTime burn={burn} />}
      </QueryView>
    </ChartPanel>
  );
}

/** What came of the remedies of every rung. */
export function LadderPanel({ range, project }: CourseProps) {
  const { t } = useI18n();
  const { api } = useServices();
  const query = useQuery({
    queryKey: ['course', 'ladder', range, project],
    queryFn: ({ signal }) => bodyOf(api.getLadderOutcomes({ query: { range, project } }, { signal })),
  });
  useCourseRefresh();
  return (
    <ChartPanel title={t('course.ladder')}>
      <QueryView
        query={query}
        skeleton={<ChartSkeleton />}
        isEmpty={({ rungs }) => rungs.length === 0}
        empty={<p className="text-sm text-soft">{t('course.ladder.none')}</p>}
      >
        {(ladder) => <LadderRows ladder={ladder} />}
      </QueryView>
    </ChartPanel>
  );
}

/** Every decision and every step of a patch may move the figures; they are asked again at most once a second. */
function useCourseRefresh(): void {
  const queries = useQueryClient();
  const refresh = useOncePerSecond(() => void queries.invalidateQueries({ queryKey: ['course'] }));
  useChannel('hitl', { message: refresh, resync: refresh, poll: (kind) => kind === 'summary' && refresh() });
}

function ChartPanel({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <PanelBoundary>
      <Panel title={title} actions={actions}>
        <Suspense fallback={<ChartSkeleton />}>{children}</Suspense>
      </Panel>
    </PanelBoundary>
  );
}

function ChartSkeleton() {
  return <Skeleton className="h-52 w-full" />;
}
