import type { SummaryRange } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useServices } from '../../api/use-services.tsx';
import { Page } from '../../app/page.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { Segments } from '../../design/segments.tsx';
import { Skeleton } from '../../design/skeleton.tsx';
import { Tabs } from '../../design/tabs.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useHITLWebSocket } from '../../live/use-hitl-web-socket.ts';
import { summaryKey, useReviewRefresh } from '../review/use-review-queue.ts';
import { ReviewFigures } from './review-figures.tsx';

// Each tab is a page of its own: it comes when it is shown.
const HITLTab = lazy(() => import('../review/hitl-tab.tsx').then((part) => ({ default: part.HITLTab })));
const OutcomeModelTab = lazy(() =>
  import('./outcome-model-tab.tsx').then((part) => ({ default: part.OutcomeModelTab })),
);
const ValidationTab = lazy(() => import('./validation-tab.tsx').then((part) => ({ default: part.ValidationTab })));
const Course = lazy(() => import('./course.tsx').then((part) => ({ default: part.Course })));

const ranges = ['1h', '24h', '7d', '30d'] as const satisfies readonly SummaryRange[];
const tabs = ['model', 'review', 'validation'] as const;

/** `/immunity`: how well the loop judges: the outcome model, the people, the arena. */
export function Component() {
  const { t } = useI18n();
  const { hitlApi } = useServices();
  const { params, set } = useAddressFilters();
  const range = ranges.find((one) => one === params.get('range')) ?? '24h';
  const tab = tabs.find((one) => one === params.get('tab')) ?? 'review';
  const summary = useQuery({
    queryKey: [...summaryKey, range],
    queryFn: ({ signal }) => hitlApi.summary(range, signal),
  });
  const refresh = useReviewRefresh();
  useHITLWebSocket({
    onDecisionUpdate: () => refresh(),
    onNewPatch: () => refresh(),
    onResync: () => refresh(),
    onPoll: (kind) => kind === 'summary' && refresh(),
  });
  return (
    <Page
      title={t('panel.title')}
      description={t('panel.description')}
      actions={
        <Segments
          label={t('metrics.range')}
          value={range}
          onChange={(one) => set('range', one)}
          options={ranges.map((one) => ({ value: one, title: one, means: t(`metrics.range.${one}`) }))}
        />
      }
    >
      <Suspense fallback={<Skeleton className="h-96 w-full" />}>
        <Tabs
          label={t('panel.title')}
          value={tab}
          onChange={(id) => set('tab', id)}
          tabs={[
            { id: 'model', title: t('panel.model'), content: <OutcomeModelTab summary={summary} range={range} /> },
            {
              id: 'review',
              title: t('panel.review'),
              content: (
                <div className="grid gap-5">
                  <HITLTab range={range} />
                  <ReviewFigures summary={summary} />
                  <Course range={range} />
                </div>
              ),
            },
            { id: 'validation', title: t('panel.validation'), content: <ValidationTab range={range} /> },
          ]}
        />
      </Suspense>
    </Page>
  );
}
