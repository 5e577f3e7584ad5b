import { type PatchStatus, type PatchSummary, patchStatuses } from '@maximus/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { GitPullRequest, Waypoints } from 'lucide-react';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import type { PatchQuery } from '../../api/adaptive-immunity-api.ts';
import { useServices } from '../../api/use-services.tsx';
import { Page } from '../../app/page.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { Button } from '../../design/button.tsx';
import { Card } from '../../design/card.tsx';
import { FilterSelect } from '../../design/fields.tsx';
import { Banner, EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { PatchCard, patchAddress } from '../../entities/patch-card.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useChannel } from '../../live/use-channel.ts';
import { usePatchRefresh } from './use-patch-refresh.ts';

const sorts = ['created', 'updated', 'priority'] as const;
const verdicts = [
  'proven',
  'fixed',
  'fixed_untested',
  'mitigated',
  'inconclusive',
  'not_fixed',
  'introduces',
  'breaks',
] as const;

/** `/patches`: every remedy, what it changes and how far it is. */
export function Component() {
  const { t } = useI18n();
  const { immunity } = useServices();
  const navigate = useNavigate();
  const { params, set, clear } = useAddressFilters();
  const asked = useMemo(() => queryOf(params), [params]);
  const query = useInfiniteQuery({
    queryKey: ['patches', 'list', asked],
    queryFn: ({ pageParam, signal }) =>
      immunity.getPatches({ ...asked, limit: 48, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const refresh = usePatchRefresh();
  useChannel('adaptive-immunity', {
    message: ({ type }) => type === 'patch' && refresh(),
    resync: refresh,
    poll: (kind) => kind === 'list' && refresh(),
  });
  const narrowed = ['status', 'verdict', 'project', 'apv', 'campaign'].some((name) => params.has(name));
  const view = (patch: PatchSummary) => void navigate(`${patchAddress(patch)}#diff`);
  return (
    <Page
      title={t('patches.title')}
      description={t('patches.description')}
      actions={
        <>
          <FilterSelect
            label={t('patches.filter.status')}
            className="max-sm:max-w-40"
            value={asked.status ?? ''}
            onChange={(event) => set('status', event.target.value)}
            options={[
              { value: '', title: t('patches.filter.status.any') },
              ...patchStatuses.map((value) => ({ value, title: t(`vocabulary.status.${value}`) })),
            ]}
          />
          <FilterSelect
            label={t('patches.filter.verdict')}
            className="max-sm:max-w-40"
            value={asked.verdict ?? ''}
            onChange={(event) => set('verdict', event.target.value)}
            options={[
              { value: '', title: t('patches.filter.verdict.any') },
              ...verdicts.map((value) => ({ value, title: t(`vocabulary.verdict.${value}`) })),
            ]}
          />
          <FilterSelect
            label={t('patches.sort')}
            value={asked.sort ?? 'created'}
            onChange={(event) => set('sort', event.target.value === 'created' ? '' : event.target.value)}
            options={sorts.map((value) => ({ value, title: t(`patches.sort.${value}`) }))}
          />
        </>
      }
    >
      {asked.campaign !== undefined && (
        <div className="mb-4">
          <Banner
            tone="neutral"
            icon={Waypoints}
            action={
              <Button size="small" kind="quiet" onClick={() => set('campaign', '')}>
                {t('common.clearFilters')}
              </Button>
            }
          >
            {t('patches.campaign.only')}
          </Banner>
        </div>
      )}
      <QueryView
        query={query}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={
          <Card>
            {narrowed ? (
              <EmptyState
                title={t('common.filtersHide')}
                action={<Button onClick={clear}>{t('common.clearFilters')}</Button>}
              >
                {t('common.filtersHide.means')}
              </EmptyState>
            ) : (
              <EmptyState icon={GitPullRequest} title={t('patches.none')}>
                {t('patches.none.means')}
              </EmptyState>
            )}
          </Card>
        }
      >
        {({ pages }) => (
          <ul className="grid gap-4 md:grid-cols-2 2xl:grid-cols-3">
            {pages
              .flatMap(({ items }) => items)
              .map((patch) => (
                <li key={patch.id} className="min-w-0">
                  <PatchCard patch={patch} onViewDiff={view} />
                </li>
              ))}
          </ul>
        )}
      </QueryView>
      {query.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </Page>
  );
}

/** The query that an address asks for; what the API does not know is left out. */
function queryOf(params: URLSearchParams): PatchQuery {
  const status = params.get('status');
  const verdict = params.get('verdict');
  const sort = sorts.find((one) => one === params.get('sort'));
  const isStatus = (text: string | null): text is PatchStatus => patchStatuses.some((one) => one === text);
  const known = verdicts.find((one) => one === verdict);
  const project = params.get('project')?.slice(0, 128);
  const apv = params.get('apv')?.slice(0, 128);
  const campaign = params.get('campaign')?.slice(0, 64);
  return {
    ...(isStatus(status) ? { status } : {}),
    ...(known === undefined ? {} : { verdict: known }),
    ...(sort === undefined ? {} : { sort }),
    ...(project ? { project } : {}),
    ...(apv ? { apv } : {}),
    ...(campaign ? { campaign } : {}),
  };
}
