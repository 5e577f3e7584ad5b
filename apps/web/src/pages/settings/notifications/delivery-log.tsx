import type { ListedChannel, NotificationDelivery } from '@maximus/contracts';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Hourglass, type LucideIcon, MailX, OctagonAlert, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { bodyOf } from '../../../api/failures.ts';
import { useServices } from '../../../api/use-services.tsx';
import { Badge, type Tone } from '../../../design/badge.tsx';
import { Button } from '../../../design/button.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { FilterSelect } from '../../../design/fields.tsx';
import { ListPanel } from '../../../design/list-panel.tsx';
import { EmptyState } from '../../../design/messages.tsx';
import { QueryView } from '../../../design/query-view.tsx';
import { Table } from '../../../design/table.tsx';
import { CodeText, RelativeTime } from '../../../design/texts.tsx';
import { useToast } from '../../../design/toast.tsx';
import { useI18n } from '../../../i18n/i18n.tsx';

type State = NotificationDelivery['state'];
const states = ['queued', 'sent', 'failed', 'dead'] as const satisfies readonly State[];
const faces: Record<State, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  queued: { tone: 'neutral', icon: Hourglass },
  sent: { tone: 'good', icon: Check },
  failed: { tone: 'medium', icon: OctagonAlert },
  dead: { tone: 'critical', icon: MailX },
};

/** What was sent, what was not, and sending it again. */
export function DeliveryLog({ channels }: { readonly channels: readonly ListedChannel[] }) {
  const { t, number, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [channel, setChannel] = useState<string>();
  const [state, setState] = useState<State>();
  const [shown, setShown] = useState<NotificationDelivery>();
  const query = useInfiniteQuery({
    queryKey: ['notify', 'deliveries', channel, state],
    refetchInterval: 15_000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam: cursor }) =>
      bodyOf(api.listNotifications({ query: { channel, state, cursor, limit: 50 } }, { signal })),
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
  });
  const dead = channels.reduce((sum, one) => sum + one.dead, 0);
  const again = useMutation({
    mutationFn: () => bodyOf(api.replayDeadNotifications({ body: {} })),
    onSuccess: ({ replayed }) => toast({ tone: 'good', title: t('notify.replayed', { n: replayed }) }),
    onError: (error) => toast({ tone: 'bad', title: failed(error) }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['notify'] }),
  });
  const nameOf = (id: string) => channels.find((one) => one.id === id)?.name ?? t('notify.gone');
  return (
    <>
      <ListPanel
        title={t('notify.log')}
        query={query}
        isNarrowed={channel !== undefined || state !== undefined}
        onClear={() => {
          setChannel(undefined);
          setState(undefined);
        }}
        none={<EmptyState title={t('notify.log.none')}>{t('notify.log.none.means')}</EmptyState>}
        actions={
          <>
            {dead > 0 && (
              <Button
                size="small"
                icon={<RotateCw aria-hidden className="size-4" />}
                busy={again.isPending}
                onClick={() => again.mutate()}
              >
                {t('notify.replayAll', { n: dead })}
              </Button>
            )}
            <FilterSelect
              label={t('notify.channels')}
              value={channel ?? ''}
              onChange={(event) => setChannel(event.target.value === '' ? undefined : event.target.value)}
              options={[
                { value: '', title: t('notify.channels.all') },
                ...channels.map(({ id, name }) => ({ value: id, title: name })),
              ]}
            />
            <FilterSelect
              label={t('finding.status')}
              value={state ?? ''}
              onChange={(event) => setState(states.find((one) => one === event.target.value))}
              options={[
                { value: '', title: t('notify.state.all') },
                ...states.map((one) => ({ value: one, title: t(`notify.state.${one}`) })),
              ]}
            />
          </>
        }
      >
        {(items) => (
          <Table
            caption={t('notify.log')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'state',
                title: t('finding.status'),
                cell: (row) => <Badge {...faces[row.state]}>{t(`notify.state.${row.state}`)}</Badge>,
              },
              {
                id: 'title',
                title: t('notify.message'),
                cell: ({ title, event_type, last_error }) => (
                  <span className="grid">
                    <span className="line-clamp-2 font-medium">{title}</span>
                    <span className="line-clamp-1 text-xs text-soft">{last_error ?? event_type}</span>
                  </span>
                ),
              },
              { id: 'channel', title: t('notify.channel'), from: 'md', cell: (row) => nameOf(row.channel_id) },
              { id: 'tries', title: t('notify.tries'), align: 'end', from: 'lg', cell: (row) => number(row.attempts) },
              { id: 'at', title: t('panel.when'), from: 'sm', cell: ({ at }) => <RelativeTime time={at} /> },
              {
                id: 'more',
                title: t('common.details'),
                align: 'end',
                cell: (row) => (
                  <Button size="small" kind="quiet" onClick={() => setShown(row)}>
                    {t('common.details')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </ListPanel>
      <Dialog
        open={shown !== undefined}
        onOpenChange={() => setShown(undefined)}
        title={shown?.title ?? ''}
        size="wide"
      >
        {shown !== undefined && <Delivery delivery={shown} onDone={() => setShown(undefined)} />}
      </Dialog>
    </>
  );
}

function Delivery({ delivery, onDone }: { readonly delivery: NotificationDelivery; readonly onDone: () => void }) {
  const { t, number, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const params = { id: delivery.id };
  const whole = useQuery({
    queryKey: ['notify', 'delivery', delivery.id],
    queryFn: ({ signal }) => bodyOf(api.getNotification({ params }, { signal })),
  });
  const again = useMutation({
    mutationFn: () => bodyOf(api.replayNotification({ params })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['notify'] });
      onDone();
    },
  });
  const over = delivery.state === 'failed' || delivery.state === 'dead';
  return (
    <div className="grid gap-4 pb-4">
      <QueryView query={whole}>
        {({ text, next, tries }) => (
          <>
            <p className="text-sm whitespace-pre-line">{text}</p>
            <p className="text-sm text-soft">{next}</p>
            <Table
              caption={t('notify.tries')}
              rows={tries}
              rowKey={({ at }) => at}
              columns={[
                { id: 'at', title: t('panel.when'), cell: ({ at }) => <RelativeTime time={at} /> },
                {
                  id: 'result',
                  title: t('finding.status'),
                  cell: ({ result }) => <Badge {...faces[result]}>{t(`notify.state.${result}`)}</Badge>,
                },
                {
                  id: 'answer',
                  title: t('notify.answer'),
                  cell: ({ response_code, error }) => (
                    <span className="text-xs">
                      {response_code !== undefined && <CodeText>{response_code}</CodeText>} {error}
                    </span>
                  ),
                },
                {
                  id: 'took',
                  title: t('notify.took'),
                  align: 'end',
                  from: 'sm',
                  cell: ({ duration_ms }) => `${number(Math.round(duration_ms))} ms`,
                },
              ]}
            />
          </>
        )}
      </QueryView>
      {again.error !== null && (
        <p role="alert" className="text-sm font-medium text-critical">
          {failed(again.error)}
        </p>
      )}
      <div className="flex justify-end">
        <Button
          kind="primary"
          icon={<RotateCw aria-hidden className="size-4" />}
          busy={again.isPending}
          refusal={over ? undefined : t('notify.replay.refused')}
          onClick={() => again.mutate()}
        >
          {t('notify.replay')}
        </Button>
      </div>
    </div>
  );
}
