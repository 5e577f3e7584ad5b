import { ConsciousnessMetric, type Health } from '@maximus/contracts';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { Badge } from '../../design/badge.tsx';
import { Panel } from '../../design/card.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, Facts, RelativeTime } from '../../design/texts.tsx';
import { healthInWords, partName } from '../../i18n/health-words.ts';
import { useI18n } from '../../i18n/i18n.tsx';
import { useChannel } from '../../live/use-channel.ts';
import { useLiveState } from '../../live/use-live-state.ts';
import { PhiGauge } from './phi-gauge.tsx';

const faces = {
  healthy: { tone: 'good', icon: CircleCheck },
  degraded: { tone: 'medium', icon: TriangleAlert },
  unhealthy: { tone: 'critical', icon: OctagonAlert },
} as const;

/** How the server is: its parts, its view of itself, its live channels and limits. */
export function Component() {
  const { t, number, duration, percent } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const live = useLiveState();
  const [phi, setPhi] = useState<ConsciousnessMetric>();
  // Nothing pushes health: it is looked at while the page is open.
  const everyMs = 15_000;
  const health = useQuery({
    queryKey: ['health'],
    refetchInterval: everyMs,
    queryFn: ({ signal }) => bodyOf(api.getHealth({}, { signal })),
  });
  const gateway = useQuery({
    // Asked again as soon as the page's own connection is another one, so that it is among those that are counted.
    queryKey: ['gateway', live.state, live.connectionId],
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
    queryFn: ({ signal }) => bodyOf(api.getGatewayStatus({}, { signal })),
  });
  const limiter = useQuery({
    queryKey: ['limiter'],
    refetchInterval: everyMs,
    queryFn: ({ signal }) => bodyOf(api.getRateLimiter({}, { signal })),
  });
  const compression = useQuery({
    queryKey: ['compression'],
    refetchInterval: everyMs,
    queryFn: ({ signal }) => bodyOf(api.getCompression({}, { signal })),
  });
  useChannel('consciousness', {
    message: ({ data }) => {
      const read = ConsciousnessMetric.safeParse(data);
      if (read.success) setPhi(read.data);
    },
  });
  useChannel('system', { message: () => void queries.invalidateQueries({ queryKey: ['health'] }) });
  return (
    <Page
      title={t('nav.status')}
      description={
        health.data !== undefined && (
          <span className="flex flex-wrap items-center gap-2">
            <HealthBadge status={health.data.status} />
            <span>
              {t('status.version', { version: health.data.version })}
              {health.data.uptime_seconds !== undefined &&
                ` · ${t('status.uptime', { time: duration(health.data.uptime_seconds) })}`}
            </span>
          </span>
        )
      }
    >
      <div className="grid items-start gap-4 xl:grid-cols-12">
        <div className="grid min-w-0 gap-4 xl:col-span-7">
          <PanelBoundary>
            <Panel flush title={t('status.parts')}>
              <QueryView query={health}>
                {({ checks = {} }) => (
                  <Table
                    caption={t('status.parts')}
                    rows={Object.entries(checks).sort(([, a], [, b]) => rank[b.status] - rank[a.status])}
                    rowKey={([name]) => name}
                    columns={[
                      {
                        id: 'part',
                        title: t('status.part'),
                        cell: ([name]) => <span className="font-semibold">{partName(name, t)}</span>,
                      },
                      {
                        id: 'state',
                        title: t('finding.status'),
                        cell: ([, { status }]) => <HealthBadge status={status} />,
                      },
                      {
                        id: 'detail',
                        title: t('common.details'),
                        cell: ([, { detail }]) => (
                          <span className="text-soft">{detail !== undefined && healthInWords(detail, t)}</span>
                        ),
                      },
                      {
                        id: 'since',
                        title: t('status.since'),
                        from: 'md',
                        cell: ([, { since }]) => <RelativeTime time={since} />,
                      },
                    ]}
                  />
                )}
              </QueryView>
            </Panel>
          </PanelBoundary>
          <PanelBoundary>
            <Panel
              flush
              title={t('status.limiter')}
              beside={
                limiter.data !== undefined && (
                  <span className="text-sm text-faint">
                    {t('status.limiter.sum', { hits: limiter.data.total_hits, blocks: limiter.data.total_blocks })}
                  </span>
                )
              }
            >
              <QueryView query={limiter}>
                {({ per_policy: policies }) => (
                  <Table
                    caption={t('status.limiter')}
                    rows={Object.entries(policies).filter(([, { hits }]) => hits > 0)}
                    rowKey={([name]) => name}
                    columns={[
                      { id: 'policy', title: t('status.policy'), cell: ([name]) => <CodeText>{name}</CodeText> },
                      { id: 'hits', title: t('status.hits'), align: 'end', cell: ([, { hits }]) => number(hits) },
                      {
                        id: 'blocks',
                        title: t('status.blocks'),
                        align: 'end',
                        cell: ([, { blocks }]) => number(blocks),
                      },
                    ]}
                  />
                )}
              </QueryView>
            </Panel>
          </PanelBoundary>
        </div>
        <div className="grid min-w-0 gap-4 xl:col-span-5">
          <PanelBoundary>
            <Panel title={t('status.phi')}>
              <PhiGauge metric={phi} />
            </Panel>
          </PanelBoundary>
          <PanelBoundary>
            <Panel title={t('status.gateway')}>
              <QueryView query={gateway}>
                {(data) => (
                  <Facts
                    facts={[
                      [
                        t('status.gateway.this'),
                        `${t(`live.${live.state}`)} · ${live.connectionId ?? t('common.none')}`,
                      ],
                      [t('status.gateway.connections'), number(data.active_connections)],
                      [t('status.gateway.broker'), data.broker],
                      [t('status.gateway.messages'), number(data.messages_total)],
                      [t('status.gateway.drops'), number(data.drops_total)],
                      [
                        t('status.gateway.recoveries'),
                        `${number(data.recoveries.ok)} / ${number(data.recoveries.failed)}`,
                      ],
                      [
                        t('status.degraded'),
                        data.degraded.length === 0
                          ? t('common.none')
                          : data.degraded.map((part) => partName(part, t)).join(', '),
                      ],
                      [t('status.node'), <CodeText key="node">{data.node_id}</CodeText>],
                    ]}
                  />
                )}
              </QueryView>
            </Panel>
          </PanelBoundary>
          <PanelBoundary>
            <Panel title={t('status.compression')}>
              <QueryView query={compression}>
                {(data) => (
                  <Facts
                    facts={[
                      [t('status.compression.answers'), number(data.answers)],
                      [t('status.compression.ratio'), percent(data.ratio)],
                      [t('status.compression.saved'), `${number(data.saved_bytes / 1024)} KiB`],
                    ]}
                  />
                )}
              </QueryView>
            </Panel>
          </PanelBoundary>
        </div>
      </div>
    </Page>
  );
}

const rank = { healthy: 0, degraded: 1, unhealthy: 2 };

function HealthBadge({ status }: { readonly status: Health['status'] }) {
  const { t } = useI18n();
  return <Badge {...faces[status]}>{t(`status.health.${status}`)}</Badge>;
}
