import { type FeedStatus, OsintProgress } from '@maximus/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleSlash, Clock, LoaderCircle, RotateCw, Rss, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Card, Panel } from '../../design/card.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText, CopyButton, Facts, RelativeTime } from '../../design/texts.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';
import { useChannel } from '../../live/use-channel.ts';
import { useHasRole } from '../../session/use-session.ts';
import { AdvisoryRecord } from './advisory-record.tsx';

/** Where knowledge comes from: feeds with their freshness, and the index that is made of them. */
export function Component() {
  const { t } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [progress, setProgress] = useState<ReadonlyMap<string, OsintProgress>>(new Map());
  const feeds = useQuery({ queryKey: ['feeds'], queryFn: ({ signal }) => bodyOf(api.listFeeds({}, { signal })) });
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['feeds'] });
    void queries.invalidateQueries({ queryKey: ['index'] });
  };
  useChannel('osint', {
    message: ({ data }) => {
      const read = OsintProgress.safeParse(data);
      if (!read.success) return;
      setProgress((known) => new Map(known).set(read.data.feed, read.data));
      if (read.data.state !== 'syncing') refresh();
    },
    resync: refresh,
    poll: refresh,
  });
  const advisory = params.get('advisory');
  return (
    <Page title={t('nav.feeds')} description={t('feed.description')}>
      <div className="grid items-start gap-4 xl:grid-cols-12">
        <div className="min-w-0 xl:col-span-8">
          <PanelBoundary>
            <QueryView query={feeds}>
              {({ items }) => (
                <ul className="grid gap-3 md:grid-cols-2">
                  {items.map((feed) => (
                    <li key={feed.id}>
                      <FeedCard feed={feed} progress={progress.get(feed.id)} />
                    </li>
                  ))}
                </ul>
              )}
            </QueryView>
          </PanelBoundary>
        </div>
        <div className="min-w-0 xl:col-span-4">
          <PanelBoundary>
            <IndexPanel />
          </PanelBoundary>
        </div>
      </div>
      <Dialog open={advisory !== null} onOpenChange={() => setParams({})} title={advisory ?? ''} size="wide">
        {advisory !== null && <AdvisoryRecord id={advisory} />}
      </Dialog>
    </Page>
  );
}

function FeedCard({ feed, progress }: { readonly feed: FeedStatus; readonly progress: OsintProgress | undefined }) {
  const { t, number, duration, percent, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const refusal = useHasRole('operator') ? undefined : t('common.needsRole', { role: t('vocabulary.role.operator') });
  const sync = useMutation({
    mutationFn: () => bodyOf(api.syncFeed({ params: { id: feed.id } })),
    onSuccess: () => {
      toast({ tone: 'good', title: t('feed.sync.asked', { feed: feed.id }) });
      void queries.invalidateQueries({ queryKey: ['feeds'] });
    },
    onError: (error) => toast({ tone: 'bad', title: failed(error) }),
  });
  const busy = feed.state === 'syncing' || progress?.state === 'syncing';
  const share = progress?.total ? Math.min(1, progress.done / progress.total) : undefined;
  return (
    <Card className="grid h-full content-start gap-3 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <Rss aria-hidden className="size-4.5 text-accent" />
        <h2 className="font-semibold">{feed.id}</h2>
        {!feed.enabled ? (
          <Badge icon={CircleSlash}>{t('feed.off')}</Badge>
        ) : feed.freshness === 'fresh' ? (
          <Badge tone="good" icon={ShieldCheck}>
            {t('feed.freshness.fresh')}
          </Badge>
        ) : (
          <Badge tone="unchecked" icon={Clock}>
            {t(`feed.freshness.${feed.freshness}`)}
          </Badge>
        )}
        {(feed.state === 'failed' || feed.state === 'degraded') && (
          <Badge tone={feed.state === 'failed' ? 'critical' : 'medium'} icon={TriangleAlert}>
            {t(`feed.state.${feed.state}`)}
          </Badge>
        )}
        {busy && (
          <Badge tone="accent" icon={LoaderCircle}>
            {t('feed.state.syncing')}
          </Badge>
        )}
        <Button
          size="small"
          className="ml-auto"
          icon={<RotateCw aria-hidden className="size-4" />}
          busy={sync.isPending}
          refusal={feed.enabled ? refusal : t('feed.off')}
          onClick={() => sync.mutate()}
        >
          {t('feed.sync')}
        </Button>
      </div>
      <p className="text-sm text-soft">{inWords(feed.brings, t)}</p>
      {busy && progress !== undefined && (
        <div>
          <p className="mb-1 text-xs text-soft">
            {progress.phase} · {number(progress.done)}
            {progress.total !== null && ` / ${number(progress.total)}`}
            {share !== undefined && ` · ${percent(share)}`}
          </p>
          <progress
            aria-label={feed.id}
            className="h-1.5 w-full accent-[var(--accent)]"
            {...(share !== undefined && { value: share })}
            max={1}
          />
        </div>
      )}
      <Facts
        facts={[
          [
            t('feed.lastSuccess'),
            feed.last_success_at === undefined ? (
              t('feed.freshness.never')
            ) : (
              <RelativeTime key="success" time={feed.last_success_at} />
            ),
          ],
          [t('feed.records'), number(feed.records_total)],
          [
            t('feed.next'),
            feed.enabled && feed.next_run_at !== undefined ? (
              <RelativeTime key="next" time={feed.next_run_at} />
            ) : (
              t('common.none')
            ),
          ],
          [
            t('feed.every'),
            `${duration(feed.period_seconds)} · ${t('feed.limit', { time: duration(feed.freshness_limit_seconds) })}`,
          ],
        ]}
      />
      {feed.last_error !== undefined && (
        <details className="group rounded-lg bg-critical-soft px-3 py-2 text-xs text-critical">
          <summary className="line-clamp-2 [overflow-wrap:anywhere] group-open:line-clamp-none">
            {failed(feed.last_error)} <span className="font-mono">({feed.last_error.code})</span>
          </summary>
        </details>
      )}
    </Card>
  );
}

function IndexPanel() {
  const { t, number } = useI18n();
  const { api } = useServices();
  const index = useQuery({ queryKey: ['index'], queryFn: ({ signal }) => bodyOf(api.getLiveIndex({}, { signal })) });
  return (
    <Panel title={t('feed.index')}>
      <QueryView query={index}>
        {(data) => (
          <div className="grid gap-4">
            <div className="flex flex-wrap items-baseline gap-x-3">
              <span className="text-3xl font-semibold tracking-tight numbers">{number(data.records)}</span>
              <span className="text-sm text-soft">{t('feed.index.records')}</span>
            </div>
            <Facts
              facts={[
                [
                  t('feed.index.generation'),
                  `${number(data.generation)} · ${t('feed.index.matched', { n: data.matched_generation })}`,
                ],
                [t('feed.index.built'), <RelativeTime key="built" time={data.built_at} />],
                [
                  t('feed.index.digest'),
                  <span key="digest" className="flex items-center gap-1">
                    <CodeText>{data.digest.slice(0, 16)}…</CodeText>
                    <CopyButton text={data.digest} label={t('common.copy', { what: t('feed.index.digest') })} />
                  </span>,
                ],
              ]}
            />
            <div>
              <h3 className="mb-2 text-sm font-semibold">{t('feed.index.covered')}</h3>
              <ul className="grid gap-1 text-sm">
                {Object.entries(data.ecosystems)
                  .sort(([, a], [, b]) => b - a)
                  .map(([name, count]) => (
                    <li key={name} className="flex justify-between gap-3">
                      <span>{name}</span>
                      <span className="text-soft numbers">{number(count)}</span>
                    </li>
                  ))}
              </ul>
            </div>
          </div>
        )}
      </QueryView>
    </Panel>
  );
}
