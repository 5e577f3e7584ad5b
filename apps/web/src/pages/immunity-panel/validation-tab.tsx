import { type SummaryRange, Verdict } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { Swords } from 'lucide-react';
import { Link } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { LadderPanel } from '../../charts/course-panels.tsx';
import { Panel } from '../../design/card.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, RelativeTime } from '../../design/texts.tsx';
import { StatusBadge, VerdictBadge } from '../../design/vocabulary-badges.tsx';
import { patchAddress } from '../../entities/patch-card.tsx';
import { packageName } from '../../entities/safe-names.ts';
import { VersionStep } from '../../entities/version-step.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useChannel } from '../../live/use-channel.ts';
import { usePatchRefresh } from '../patches/use-patch-refresh.ts';

/** What the arena finds: verdicts by kind, and the patches that it judged last. */
export function ValidationTab({ range }: { readonly range: SummaryRange }) {
  const { t, number, percent } = useI18n();
  const { api, immunity } = useServices();
  const stats = useQuery({
    queryKey: ['patches', 'stats'],
    queryFn: ({ signal }) => bodyOf(api.getEurekaStats({}, { signal })),
  });
  const recent = useQuery({
    queryKey: ['patches', 'judged'],
    queryFn: ({ signal }) => immunity.getPatches({ sort: 'updated', limit: 25 }, signal),
  });
  const refresh = usePatchRefresh();
  useChannel('adaptive-immunity', {
    message: ({ type }) => type === 'patch' && refresh(),
    resync: refresh,
    poll: (kind) => kind === 'list' && refresh(),
  });
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[21rem_minmax(0,1fr)]">
      <div className="grid gap-5">
        <Panel title={t('panel.verdicts')}>
          <QueryView query={stats}>
            {({ verdicts }) => {
              const counts = Verdict.options.map((verdict) => [verdict, verdicts[verdict] ?? 0] as const);
              const total = counts.reduce((sum, [, count]) => sum + count, 0);
              return (
                <ul className="grid gap-3">
                  {counts.map(([verdict, count]) => (
                    <li key={verdict} className="grid grid-cols-[9rem_1fr_auto] items-center gap-3 text-sm">
                      <VerdictBadge verdict={verdict} />
                      <span aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
                        <span
                          className="block h-full rounded-full bg-(--chart-1)"
                          style={{ width: `${total === 0 ? 0 : (count / total) * 100}%` }}
                        />
                      </span>
                      <span className="text-right numbers">
                        {number(count)}{' '}
                        <span className="text-xs text-faint">{total === 0 ? '' : percent(count / total)}</span>
                      </span>
                    </li>
                  ))}
                </ul>
              );
            }}
          </QueryView>
        </Panel>
        <LadderPanel range={range} />
      </div>
      <Panel title={t('panel.judged')} flush>
        <QueryView
          query={recent}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState icon={Swords} title={t('panel.judged.none')}>
              {t('panel.judged.none.means')}
            </EmptyState>
          }
        >
          {({ items }) => (
            <Table
              caption={t('panel.judged')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'package',
                  title: t('finding.package'),
                  className: 'min-w-44',
                  cell: (patch) => (
                    <span className="grid">
                      <Link to={patchAddress(patch)} className="font-medium break-words text-accent underline">
                        {packageName(patch.package)}
                      </Link>
                      <VersionStep from={patch.from} to={patch.to} rung={patch.rung} />
                      <span className="text-xs text-faint">
                        {patch.project} · <CodeText>{patch.code}</CodeText>
                      </span>
                    </span>
                  ),
                },
                { id: 'verdict', title: t('panel.arena'), cell: ({ verdict }) => <VerdictBadge verdict={verdict} /> },
                {
                  id: 'confidence',
                  title: t('evidence.confidence'),
                  align: 'end',
                  from: 'sm',
                  cell: ({ confidence_score }) => percent(confidence_score),
                },
                {
                  id: 'status',
                  title: t('finding.status'),
                  from: 'sm',
                  cell: ({ status }) => <StatusBadge status={status} />,
                },
                {
                  id: 'when',
                  title: t('panel.when'),
                  from: 'md',
                  cell: ({ updated_at }) => <RelativeTime time={updated_at} />,
                },
              ]}
            />
          )}
        </QueryView>
      </Panel>
    </div>
  );
}
