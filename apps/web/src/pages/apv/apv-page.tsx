import type { ApvWithContext } from '@maximus/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileDiff, RotateCcw, Undo2, Wrench } from 'lucide-react';
import { useParams } from 'react-router';
import type { ApvName } from '../../api/adaptive-immunity-api.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { Badge } from '../../design/badge.tsx';
import { Panel } from '../../design/card.tsx';
import { Banner, EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText, CopyButton, DueTime, RelativeTime } from '../../design/texts.tsx';
import {
  CheckStateBadge,
  PriorityBadge,
  SeverityBadge,
  StatusBadge,
  useStatusName,
} from '../../design/vocabulary-badges.tsx';
import { PatchCard } from '../../entities/patch-card.tsx';
import { PriorityWhy } from '../../entities/priority-why.tsx';
import { StateHistory } from '../../entities/state-history.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useChannel } from '../../live/use-channel.ts';
import { AdvisoryFacts } from './advisory-facts.tsx';
import { ApvFindings } from './apv-findings.tsx';
import { ExplainInProject } from './explain-in-project.tsx';
import { RemediateButton } from './remediate-button.tsx';

/** One APV: why it matters, where it is, what is known of it and what is done about it. */
export function Component() {
  const { t } = useI18n();
  const { id = '' } = useParams();
  const { immunity } = useServices();
  const queries = useQueryClient();
  const apv = useQuery({ queryKey: ['apv', id], queryFn: ({ signal }) => immunity.getAPV(id as ApvName, signal) });
  const reload = () => void queries.invalidateQueries({ queryKey: ['apv', id] });
  const own = apv.data?.id;
  useChannel(
    `adaptive-immunity:apv/${own}`,
    {
      message: reload,
      resync: reload,
      poll: (kind) => {
        if (kind === 'list') reload();
      },
    },
    own !== undefined,
  );
  const back = { to: '/adaptive-immunity', title: t('immunity.title') };
  if (apv.data === undefined) {
    return (
      <Page title={id} back={back}>
        <QueryView query={apv}>{() => null}</QueryView>
      </Page>
    );
  }
  return <ApvDetail apv={apv.data} back={back} />;
}

function ApvDetail({
  apv,
  back,
}: {
  readonly apv: ApvWithContext;
  readonly back: { readonly to: string; readonly title: string };
}) {
  const { t, percent } = useI18n();
  const statusName = useStatusName();
  return (
    <Page
      title={apv.primary_id}
      heading={apv.summary === '' ? apv.primary_id : apv.summary}
      back={back}
      actions={<RemediateButton apv={apv} />}
      description={
        <div className="mt-2 grid gap-2">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <CodeText className="font-semibold text-ink">{apv.primary_id}</CodeText>
            <CopyButton text={apv.primary_id} label={t('common.copy', { what: apv.primary_id })} />
            {apv.aliases
              .filter((alias) => alias !== apv.primary_id)
              .map((alias) => (
                <CodeText key={alias}>{alias}</CodeText>
              ))}
            <CodeText className="text-faint">{apv.code}</CodeText>
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <PriorityBadge labelled priority={apv.priority} />
            <SeverityBadge severity={apv.severity} score={apv.cvss?.base_score} />
            <StatusBadge status={apv.status} />
            <CheckStateBadge state={apv.check_state} />
            {apv.kev !== undefined && (
              <Badge tone="critical">{t(apv.kev.known_ransomware ? 'apv.kev.ransomware' : 'apv.kev')}</Badge>
            )}
            {apv.epss !== undefined && <Badge>EPSS {percent(apv.epss.probability)}</Badge>}
            <Badge icon={Wrench}>
              {t(`vocabulary.strategy.${apv.recommended_strategy}`)},{' '}
              {t(`vocabulary.complexity.${apv.remediation_complexity}`)}
            </Badge>
            <span className="text-sm">
              <DueTime time={apv.due_at} />
            </span>
          </div>
        </div>
      }
    >
      <div className="mb-4 grid gap-2 empty:hidden">
        {apv.regressed && (
          <Banner tone="critical" icon={RotateCcw}>
            {t('apv.regressed')}. {t('apv.regressed.means')}
          </Banner>
        )}
        {apv.withdrawn_at !== undefined && (
          <Banner tone="neutral" icon={Undo2}>
            <RelativeTime time={apv.withdrawn_at} />
          </Banner>
        )}
      </div>
      <div className="grid items-start gap-4 xl:grid-cols-12">
        <div className="grid min-w-0 gap-4 xl:col-span-8">
          <PanelBoundary>
            <Panel
              flush
              title={t('apv.where')}
              beside={<span className="text-sm text-faint">{t('apv.where.count', { n: apv.findings.length })}</span>}
            >
              <ApvFindings findings={apv.findings} />
            </Panel>
          </PanelBoundary>
          <PanelBoundary>
            <Panel title={t('apv.patches')}>
              {apv.patches.length === 0 ? (
                <EmptyState icon={FileDiff} title={t('apv.patches.none')}>
                  {t('apv.patches.none.means')}
                </EmptyState>
              ) : (
                <ul className="grid gap-3 lg:grid-cols-2">
                  {apv.patches.map((patch) => (
                    <li key={patch.id}>
                      <PatchCard patch={patch} />
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
          </PanelBoundary>
          <PanelBoundary>
            <AdvisoryFacts apv={apv} />
          </PanelBoundary>
        </div>
        <div className="grid min-w-0 gap-4 xl:col-span-4">
          <PanelBoundary>
            <Panel title={t('apv.why')}>
              <PriorityWhy apv={apv} />
            </Panel>
          </PanelBoundary>
          <PanelBoundary>
            <ExplainInProject apv={apv} />
          </PanelBoundary>
          <PanelBoundary>
            <Panel title={t('apv.history')}>
              <StateHistory history={apv.history} nameOf={statusName} />
            </Panel>
          </PanelBoundary>
        </div>
      </div>
    </Page>
  );
}
