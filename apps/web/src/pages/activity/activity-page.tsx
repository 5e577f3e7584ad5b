import type { AuditEntry } from '@maximus/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Download, ScrollText } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { FilterSelect, SearchField } from '../../design/fields.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, CopyButton, Facts, RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';
import { useHasRole } from '../../session/use-session.ts';
import { AuditState } from './audit-state.tsx';

/** Parts of the program whose actions people look for. */
const parts = [
  'decision',
  'patch',
  'policy',
  'user',
  'session',
  'token',
  'delivery',
  'project',
  'feed',
  'api',
] as const;

/** `/activity`: what was done, by whom and from where, and whether the log can be trusted. */
export function Component() {
  const { t } = useI18n();
  const { api, baseUrl } = useServices();
  const isOperator = useHasRole('operator');
  const { params, set, clear } = useAddressFilters();
  const [opened, setOpened] = useState<AuditEntry>();
  const asked = useMemo(() => queryOf(params), [params]);
  const query = useInfiniteQuery({
    queryKey: ['audit', asked],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.listAuditLogs(
          { query: { ...asked, limit: 100, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          { signal },
        ),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t('activity.title')}
      description={t('activity.description')}
      actions={
        <Button
          icon={<Download aria-hidden className="size-4" />}
          refusal={isOperator ? undefined : t('common.needsRole', { role: t('vocabulary.role.operator') })}
          onClick={() => location.assign(`${baseUrl}/hitl/audit/export`)}
        >
          {t('activity.export')}
        </Button>
      }
    >
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Panel title={t('activity.log')} flush>
          <div className="flex flex-wrap gap-2 border-b border-line p-3">
            <FilterSelect
              label={t('activity.filter.part')}
              value={params.get('part') ?? ''}
              onChange={(event) => set('part', event.target.value)}
              options={[
                { value: '', title: t('activity.filter.part.any') },
                ...parts.map((value) => ({ value, title: t(`activity.part.${value}`) })),
              ]}
            />
            <FilterSelect
              label={t('activity.filter.since')}
              value={params.get('since') ?? ''}
              onChange={(event) => set('since', event.target.value)}
              options={[
                { value: '', title: t('activity.filter.since.any') },
                ...(['1h', '24h', '7d', '30d'] as const).map((value) => ({
                  value,
                  title: t(`metrics.range.${value}`),
                })),
              ]}
            />
            <SearchField
              label={t('activity.search')}
              defaultValue={params.get('entity') ?? ''}
              onChange={(text) => set('entity', text.trim())}
            />
          </div>
          <QueryView
            query={query}
            isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
            empty={
              params.size === 0 ? (
                <EmptyState icon={ScrollText} title={t('activity.none')}>
                  {t('activity.none.means')}
                </EmptyState>
              ) : (
                <EmptyState
                  title={t('common.filtersHide')}
                  action={<Button onClick={clear}>{t('common.clearFilters')}</Button>}
                >
                  {t('common.filtersHide.means')}
                </EmptyState>
              )
            }
          >
            {({ pages }) => (
              <Table
                caption={t('activity.log')}
                rows={pages.flatMap(({ items }) => items)}
                rowKey={({ log_id }) => log_id}
                columns={[
                  { id: 'at', title: t('activity.when'), cell: ({ at }) => <RelativeTime time={at} /> },
                  {
                    id: 'who',
                    title: t('activity.who'),
                    from: 'sm',
                    className: 'whitespace-nowrap',
                    cell: (entry) => <Actor entry={entry} />,
                  },
                  {
                    id: 'action',
                    title: t('activity.action'),
                    cell: (entry) => (
                      <span className="grid">
                        <CodeText className="font-semibold [overflow-wrap:anywhere] [word-break:normal]">
                          {entry.action}
                        </CodeText>
                        <span className="sm:hidden">
                          <Actor entry={entry} />
                        </span>
                        {entry.reason !== null && (
                          <span className="line-clamp-2 text-soft">{inWords(entry.reason, t)}</span>
                        )}
                      </span>
                    ),
                  },
                  { id: 'entity', title: t('activity.entity'), from: 'md', cell: (entry) => <Entity entry={entry} /> },
                  {
                    id: 'seq',
                    title: t('activity.seq'),
                    align: 'end',
                    from: 'lg',
                    cell: ({ seq }) => seq ?? t('activity.unsealed'),
                  },
                  {
                    id: 'more',
                    title: t('common.details'),
                    align: 'end',
                    cell: (entry) => (
                      <Button size="small" kind="quiet" onClick={() => setOpened(entry)}>
                        {t('common.details')}
                      </Button>
                    ),
                  },
                ]}
              />
            )}
          </QueryView>
          {query.hasNextPage && (
            <div className="flex justify-center p-3">
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('common.loadMore')}
              </Button>
            </div>
          )}
        </Panel>
        <PanelBoundary>
          <AuditState />
        </PanelBoundary>
      </div>
      <Dialog
        open={opened !== undefined}
        onOpenChange={(next) => !next && setOpened(undefined)}
        title={opened?.action ?? ''}
        size="wide"
      >
        {opened !== undefined && <EntryFacts entry={opened} />}
      </Dialog>
    </Page>
  );
}

function Actor({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useI18n();
  return (
    <span>
      <span className="font-medium">{entry.actor.name ?? t('activity.erased')}</span>
      {entry.actor.kind !== 'user' && (
        <span className="block text-xs text-soft">{t(`activity.kind.${entry.actor.kind}`)}</span>
      )}
    </span>
  );
}

function Entity({ entry: { entity, decision_id } }: { readonly entry: AuditEntry }) {
  const address =
    decision_id !== null
      ? `/review/${decision_id}`
      : entity.kind === 'patch'
        ? `/patches/${entity.id}`
        : entity.kind === 'project'
          ? `/projects/${entity.id}`
          : undefined;
  const text = (
    <>
      {entity.kind} <CodeText>{entity.id.length > 18 ? `${entity.id.slice(0, 18)}…` : entity.id}</CodeText>
    </>
  );
  return address === undefined ? (
    <span className="text-soft">{text}</span>
  ) : (
    <Link to={address} className="text-accent underline">
      {text}
    </Link>
  );
}

function EntryFacts({ entry }: { readonly entry: AuditEntry }) {
  const { t, dateTime } = useI18n();
  const details = JSON.stringify(entry.details, undefined, 2);
  const code = (text: string | null) => (text === null ? '–' : <CodeText key={text}>{text}</CodeText>);
  return (
    <div className="grid gap-4 pb-4">
      <Facts
        facts={[
          [t('activity.when'), `${dateTime(entry.at)} · ${entry.at}`],
          [t('activity.who'), entry.actor.name ?? t('activity.erased')],
          [t('activity.entity'), code(`${entry.entity.kind} ${entry.entity.id}`)],
          [t('review.reason'), entry.reason ?? '–'],
          [t('activity.address'), code(entry.ip_address)],
          [t('activity.agent'), entry.user_agent ?? '–'],
          [t('review.fact.correlation'), code(entry.correlation_id)],
          [t('activity.seq'), entry.seq === null ? t('activity.unsealed') : String(entry.seq)],
          [t('activity.leaf'), code(entry.leaf_hash)],
        ]}
      />
      <div>
        <div className="flex items-center gap-1">
          <h3 className="text-sm font-semibold">{t('activity.details')}</h3>
          <CopyButton text={details} label={t('common.copy', { what: t('activity.details') })} />
        </div>
        <pre className="max-h-80 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs break-words whitespace-pre-wrap">
          {details}
        </pre>
      </div>
    </div>
  );
}

const spans = new Map([
  ['1h', 3_600_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['30d', 2_592_000_000],
]);

/** The query that an address asks for; a span becomes a time to the minute, so that it can be cached. */
function queryOf(params: URLSearchParams) {
  const part = parts.find((one) => one === params.get('part'));
  const span = spans.get(params.get('since') ?? '');
  const entity = params.get('entity')?.slice(0, 256);
  const user = params.get('user')?.slice(0, 64);
  return {
    ...(part === undefined ? {} : { action: `${part}.*` }),
    ...(span === undefined ? {} : { from: new Date(Math.floor((Date.now() - span) / 60_000) * 60_000).toISOString() }),
    ...(entity ? { entity } : {}),
    ...(user ? { user } : {}),
  };
}
