import type { MetricsRange, MetricsSnapshot, PatchSummary } from '@maximus/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileDiff } from 'lucide-react';
import { memo } from 'react';
import { useNavigate } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { MttrPanel } from '../../charts/course-panels.tsx';
import { Panel } from '../../design/card.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { SkeletonRows } from '../../design/skeleton.tsx';
import { PatchCard, patchAddress } from '../../entities/patch-card.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { mergeNewest } from '../../live/newest-by-id.ts';
import { useChannel } from '../../live/use-channel.ts';
import { MetricsPanel } from './metrics-panel.tsx';

interface ImmunitySideProps {
  readonly range: MetricsRange;
  readonly onRange: (range: MetricsRange) => void;
  /** The last that the stream brought. */
  readonly metrics: MetricsSnapshot | undefined;
  readonly patches: readonly PatchSummary[];
}

/** What stands beside the list: figures, their course, and patches under way. Not drawn anew when only the list has changed. */
export const ImmunitySide = memo(function ImmunitySide({ range, onRange, metrics, patches }: ImmunitySideProps) {
  return (
    <div className="grid min-w-0 gap-4 xl:col-span-4">
      <PanelBoundary>
        <Metrics range={range} onRange={onRange} live={metrics} />
      </PanelBoundary>
      <MttrPanel range={range} />
      <PanelBoundary>
        <PatchesUnderWay live={patches} />
      </PanelBoundary>
    </div>
  );
});

function Metrics({
  range,
  onRange,
  live,
}: {
  readonly range: MetricsRange;
  readonly onRange: (range: MetricsRange) => void;
  readonly live: MetricsSnapshot | undefined;
}) {
  const { api, immunity } = useServices();
  const queries = useQueryClient();
  const metrics = useQuery({
    queryKey: ['metrics', range],
    queryFn: ({ signal }) => immunity.getMetrics(range, signal),
  });
  const trendRange = range === '1h' ? '24h' : range;
  const trends = useQuery({
    queryKey: ['trends', trendRange],
    staleTime: 60_000,
    queryFn: ({ signal }) => bodyOf(api.getTrends({ query: { range: trendRange } }, { signal })),
  });
  useChannel('adaptive-immunity', {
    resync: () => void queries.invalidateQueries({ queryKey: ['metrics'] }),
    poll: (kind) => {
      if (kind === 'summary') void queries.invalidateQueries({ queryKey: ['metrics'] });
    },
  });
  return (
    <QueryView query={metrics} skeleton={<SkeletonRows rows={4} height="h-24" />}>
      {(data) => (
        <MetricsPanel
          metrics={live?.range === range && live.generated_at > data.generated_at ? live : data}
          trends={trends.data}
          onRange={onRange}
        />
      )}
    </QueryView>
  );
}

const finished = new Set(['verified', 'superseded', 'cancelled', 'rejected', 'rolled_back', 'failed']);

function PatchesUnderWay({ live }: { readonly live: readonly PatchSummary[] }) {
  const { t } = useI18n();
  const { immunity } = useServices();
  const navigate = useNavigate();
  const patches = useQuery({
    queryKey: ['patches', 'newest'],
    queryFn: ({ signal }) => immunity.getPatches({ limit: 20 }, signal),
  });
  return (
    <Panel title={t('immunity.patches')}>
      <QueryView query={patches}>
        {({ items }) => {
          const shown = mergeNewest(items, live)
            .filter(({ status }) => !finished.has(status))
            .slice(0, 6);
          if (shown.length === 0) {
            return (
              <EmptyState icon={FileDiff} title={t('immunity.patches.none')}>
                {t('immunity.patches.none.means')}
              </EmptyState>
            );
          }
          return (
            <ul className="grid gap-3">
              {shown.map((patch) => (
                <li key={patch.id}>
                  <PatchCard patch={patch} onViewDiff={() => void navigate(`${patchAddress(patch)}?tab=diff`)} />
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Panel>
  );
}
