import type { DecisionRecord, DecisionSummary, SummaryRange } from '@maximus/contracts';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { BrainCircuit, Info } from 'lucide-react';
import { Link } from 'react-router';
import { useServices } from '../../api/use-services.tsx';
import { Panel } from '../../design/card.tsx';
import { Banner, EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { VerdictBadge } from '../../design/vocabulary-badges.tsx';
import { packageName } from '../../entities/safe-names.ts';
import { useI18n } from '../../i18n/i18n.tsx';
import { DecisionBadge } from '../review/decision-badge.tsx';
import { decisionAddress, Prediction } from '../review/pending-patch-card.tsx';
import { RateCard } from './rate-card.tsx';

const spans = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const;

interface OutcomeModelTabProps {
  readonly summary: UseQueryResult<DecisionSummary>;
  readonly range: Exclude<SummaryRange, 'all'>;
}

/** What the outcome model expected, beside what the arena found and what came of it. */
export function OutcomeModelTab({ summary, range }: OutcomeModelTabProps) {
  const { t } = useI18n();
  const { hitlApi } = useServices();
  const recent = useQuery({
    queryKey: ['hitl', 'decisions', range],
    queryFn: ({ signal }) =>
      hitlApi.decisions({ from: new Date(Date.now() - spans[range]).toISOString(), limit: 50 }, signal),
  });
  return (
    <div className="grid gap-5">
      <Banner tone="neutral" icon={Info}>
        {t('panel.model.means')}
      </Banner>
      <QueryView query={summary}>
        {({ ml_accuracy, ml_true_accuracy, human_policy_disagreement_rate, n }) => (
          <div className="grid gap-4 sm:grid-cols-3">
            <RateCard
              title={t('panel.agreement')}
              means={t('panel.agreement.means')}
              rate={ml_accuracy}
              n={n['ml_accuracy']}
            />
            <RateCard
              title={t('panel.accuracy')}
              means={t('panel.accuracy.means')}
              rate={ml_true_accuracy}
              n={n['ml_true_accuracy']}
            />
            <RateCard
              title={t('panel.disagreement')}
              means={t('panel.disagreement.means')}
              rate={human_policy_disagreement_rate}
              n={n['human_policy_disagreement_rate']}
            />
          </div>
        )}
      </QueryView>
      <Panel title={t('panel.predictions')} flush>
        <QueryView
          query={recent}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState icon={BrainCircuit} title={t('panel.predictions.none')}>
              {t('panel.predictions.none.means')}
            </EmptyState>
          }
        >
          {({ items }) => <Predictions items={items} />}
        </QueryView>
      </Panel>
    </div>
  );
}

function Predictions({ items }: { readonly items: readonly DecisionRecord[] }) {
  const { t } = useI18n();
  return (
    <Table
      caption={t('panel.predictions')}
      rows={items}
      rowKey={({ decision_id }) => decision_id}
      columns={[
        {
          id: 'package',
          title: t('finding.package'),
          cell: ({ decision_id, patch_metadata: { package_name, target_version }, project }) => (
            <span className="grid">
              <Link to={decisionAddress(decision_id)} className="font-medium break-words text-accent underline">
                {packageName(package_name)} {target_version}
              </Link>
              <span className="text-xs text-soft">{project}</span>
            </span>
          ),
        },
        {
          id: 'prediction',
          title: t('panel.prediction'),
          cell: ({ ml_prediction }) => (
            <span className="text-xs">
              <Prediction
                row={{ ml_prediction: ml_prediction?.prediction, ml_confidence: ml_prediction?.confidence }}
              />
            </span>
          ),
        },
        {
          id: 'verdict',
          title: t('panel.arena'),
          cell: ({ wargaming_result }) => <VerdictBadge verdict={wargaming_result?.verdict} />,
        },
        {
          id: 'agree',
          title: t('panel.agrees'),
          from: 'md',
          cell: ({ ml_wargaming_agreement: agrees }) =>
            agrees === undefined ? '–' : t(agrees ? 'panel.agrees.yes' : 'panel.agrees.no'),
        },
        {
          id: 'decision',
          title: t('review.one'),
          from: 'sm',
          cell: ({ decision }) => <DecisionBadge decision={decision} />,
        },
      ]}
    />
  );
}
