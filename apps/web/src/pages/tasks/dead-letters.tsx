import { DeadLetterState, type DeadLetterSummary } from '@maximus/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MailX, RotateCw, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge, type Tone } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field, FilterSelect } from '../../design/fields.tsx';
import { Banner, EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText, Facts, RelativeTime } from '../../design/texts.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useHasRole } from '../../session/use-session.ts';

const tones: Record<DeadLetterState, Tone> = {
  waiting: 'medium',
  parked: 'critical',
  replayed: 'good',
  discarded: 'neutral',
};

const words = {
  waiting: 'task.dlq.waiting',
  parked: 'task.dlq.parked',
  replayed: 'task.dlq.replayedState',
  discarded: 'task.dlq.discarded',
} as const;
const wordOf = (state: DeadLetterState) => words[state];

/** Events that could not be handled: looked at, replayed or set aside with a reason. */
export function DeadLetters() {
  const { t, number, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [state, setState] = useState<DeadLetterState>();
  const [shown, setShown] = useState<DeadLetterSummary>();
  const refusal = useHasRole('operator') ? undefined : t('common.needsRole', { role: t('vocabulary.role.operator') });
  const letters = useQuery({
    queryKey: ['dead-letters', state],
    queryFn: ({ signal }) =>
      bodyOf(api.listDeadLetters({ query: { limit: 100, ...(state !== undefined && { state }) } }, { signal })),
  });
  const replayAll = useMutation({
    mutationFn: () => bodyOf(api.replayDeadLetters({ body: { filter: {}, limit: 1_000 } })),
    onSuccess: ({ queued }) => {
      toast({ tone: 'good', title: t('task.dlq.replayed', { n: queued }) });
      void queries.invalidateQueries({ queryKey: ['dead-letters'] });
    },
    onError: (error) => toast({ tone: 'bad', title: failed(error) }),
  });
  const counts = letters.data?.counts;
  return (
    <Panel
      flush
      title={t('task.deadLetters')}
      actions={
        <>
          <FilterSelect
            label={t('finding.status')}
            value={state ?? ''}
            onChange={(event) => setState(DeadLetterState.safeParse(event.target.value).data)}
            options={[
              { value: '', title: t('common.all') },
              ...DeadLetterState.options.map((one) => ({
                value: one,
                title: `${t(wordOf(one))}${counts === undefined ? '' : ` (${number(counts[one])})`}`,
              })),
            ]}
          />
          <Button
            size="small"
            icon={<RotateCw aria-hidden className="size-4" />}
            busy={replayAll.isPending}
            refusal={
              refusal ??
              (counts !== undefined && counts.waiting + counts.parked === 0 ? t('task.dlq.nothing') : undefined)
            }
            onClick={() => replayAll.mutate()}
          >
            {t('task.dlq.replayAll')}
          </Button>
        </>
      }
    >
      {counts?.alert === true && (
        <div className="p-3">
          <Banner tone="critical" icon={MailX}>
            {t('task.dlq.alert', { waiting: counts.waiting, parked: counts.parked })}
          </Banner>
        </div>
      )}
      <QueryView
        query={letters}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState icon={MailX} title={t('task.dlq.none')}>
            {t('task.dlq.none.means')}
          </EmptyState>
        }
      >
        {({ items }) => (
          <ul className="divide-y divide-line">
            {items.map((letter) => (
              <li key={letter.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 text-sm">
                <Badge tone={tones[letter.state]}>{t(wordOf(letter.state))}</Badge>
                <CodeText className="font-semibold">{letter.event_type ?? letter.original_topic}</CodeText>
                <span className="min-w-0 flex-1 basis-60 text-soft">{failed(letter.error)}</span>
                <span className="text-xs text-faint">
                  <RelativeTime time={letter.last_failed_at} />
                </span>
                <Button size="small" onClick={() => setShown(letter)}>
                  {t('common.details')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      <Dialog
        open={shown !== undefined}
        onOpenChange={() => setShown(undefined)}
        title={shown?.event_type ?? shown?.original_topic ?? ''}
        size="wide"
      >
        {shown !== undefined && <Letter letter={shown} refusal={refusal} onDone={() => setShown(undefined)} />}
      </Dialog>
    </Panel>
  );
}

function Letter({
  letter,
  refusal,
  onDone,
}: {
  readonly letter: DeadLetterSummary;
  readonly refusal: string | undefined;
  readonly onDone: () => void;
}) {
  const { t, number, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [problem, setProblem] = useState<string>();
  const whole = useQuery({
    queryKey: ['dead-letter', letter.id],
    queryFn: ({ signal }) => bodyOf(api.getDeadLetter({ params: { id: letter.id } }, { signal })),
  });
  const done = (title: string) => {
    toast({ tone: 'good', title });
    void queries.invalidateQueries({ queryKey: ['dead-letters'] });
    onDone();
  };
  const replay = useMutation({
    mutationFn: () => bodyOf(api.replayDeadLetter({ params: { id: letter.id } })),
    onSuccess: () => done(t('task.dlq.replayed', { n: 1 })),
    onError: (error) => setProblem(failed(error)),
  });
  const discard = useMutation({
    mutationFn: (reason: string) => bodyOf(api.discardDeadLetter({ params: { id: letter.id }, body: { reason } })),
    onSuccess: () => done(t('task.dlq.discardedNow')),
    onError: (error) => setProblem(failed(error)),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim();
    if (reason.length < 3) setProblem(t('task.dlq.reason.short'));
    else discard.mutate(reason);
  };
  return (
    <div className="grid gap-4 pb-4">
      <Facts
        facts={[
          [t('task.error'), failed(letter.error)],
          ['Code', <CodeText key="code">{letter.error.code}</CodeText>],
          [t('task.dlq.stage'), letter.stage],
          [t('task.dlq.attempts'), number(letter.attempts)],
          [t('task.dlq.group'), letter.consumer_group ?? t('common.none')],
          [t('apv.correlation'), <CodeText key="correlation">{letter.correlation_id ?? t('common.none')}</CodeText>],
        ]}
      />
      <QueryView query={whole}>
        {(data) => (
          <pre className="max-h-64 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">
            {data.original_event}
          </pre>
        )}
      </QueryView>
      <form onSubmit={submit} noValidate className="grid gap-3">
        <Field label={t('task.dlq.reason')} hint={t('task.dlq.reason.hint')} error={problem}>
          {(props) => <input {...props} name="reason" maxLength={1000} />}
        </Field>
        <div className="flex flex-wrap justify-end gap-2">
          <Button
            kind="danger"
            type="submit"
            icon={<Trash2 aria-hidden className="size-4" />}
            busy={discard.isPending}
            refusal={refusal}
          >
            {t('task.dlq.discard')}
          </Button>
          <Button
            kind="primary"
            icon={<RotateCw aria-hidden className="size-4" />}
            busy={replay.isPending}
            refusal={refusal}
            onClick={() => replay.mutate()}
          >
            {t('task.dlq.replay')}
          </Button>
        </div>
      </form>
    </div>
  );
}
