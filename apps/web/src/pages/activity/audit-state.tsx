import { useMutation, useQuery } from '@tanstack/react-query';
import { FileCheck2, KeyRound, ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { EmptyState, ErrorPanel } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText, CopyButton, Facts, RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { consistencyHolds } from './verify-consistency.ts';

/** Whether the log only grew: signed states, their keys, and a check that this page makes by itself (RFC 6962). */
export function AuditState() {
  const { t, number } = useI18n();
  const { api } = useServices();
  const query = useQuery({
    queryKey: ['audit', 'checkpoints'],
    queryFn: ({ signal }) => bodyOf(api.listAuditCheckpoints({ query: { limit: 20 } }, { signal })),
    refetchInterval: 60_000,
  });
  const check = useMutation({
    mutationFn: async () => {
      const { items } = await bodyOf(api.listAuditCheckpoints({ query: { limit: 200 } }));
      const [newest, oldest] = [items[0], items.at(-1)];
      // Without TLS a browser has no hashes to check with: that is no result either.
      const canHash = globalThis.crypto?.subtle !== undefined;
      if (!canHash || newest === undefined || oldest === undefined || newest.size === oldest.size) return undefined;
      const proof = await bodyOf(api.getAuditConsistency({ query: { from: oldest.size, to: newest.size } }));
      const fits = proof.from_root === oldest.root && proof.to_root === newest.root;
      return { holds: fits && (await consistencyHolds(proof)), from: oldest.size, to: newest.size };
    },
  });
  return (
    <Panel title={t('activity.state')}>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState icon={ShieldQuestionMark} title={t('activity.state.none')}>
            {t('activity.state.none.means')}
          </EmptyState>
        }
      >
        {({ items, keys }) => {
          const [newest] = items;
          return (
            <div className="grid gap-4">
              {newest !== undefined && (
                <Facts
                  facts={[
                    [
                      t('activity.state.size'),
                      <span key="size" className="numbers">
                        {number(newest.size)}
                      </span>,
                    ],
                    [t('activity.state.at'), <RelativeTime key="at" time={newest.at} />],
                    [
                      t('activity.state.root'),
                      <span key="root" className="flex items-center gap-1">
                        <CodeText>{newest.root}</CodeText>
                        <CopyButton text={newest.root} label={t('common.copy', { what: t('activity.state.root') })} />
                      </span>,
                    ],
                  ]}
                />
              )}
              <div className="grid gap-2">
                <Button
                  icon={<FileCheck2 aria-hidden className="size-4" />}
                  busy={check.isPending}
                  onClick={() => check.mutate()}
                >
                  {t('activity.check')}
                </Button>
                <div role="status" className="text-sm" data-audit-check={check.data?.holds}>
                  {check.error !== null && <ErrorPanel error={check.error} />}
                  {check.isSuccess &&
                    (check.data === undefined ? (
                      <Badge tone="unchecked" icon={ShieldQuestionMark}>
                        {t('activity.check.one')}
                      </Badge>
                    ) : check.data.holds ? (
                      <Badge tone="good" icon={ShieldCheck}>
                        {t('activity.check.holds', { from: check.data.from, to: check.data.to })}
                      </Badge>
                    ) : (
                      <Badge tone="critical" icon={ShieldAlert}>
                        {t('activity.check.fails')}
                      </Badge>
                    ))}
                </div>
                <p className="text-xs text-soft">{t('activity.check.means')}</p>
                <div className="flex items-center gap-1 rounded-lg bg-sunken px-3 py-2">
                  <CodeText className="flex-1">maximus audit verify audit.ndjson</CodeText>
                  <CopyButton
                    text="maximus audit verify audit.ndjson"
                    label={t('common.copy', { what: t('evidence.command') })}
                  />
                </div>
              </div>
              <details>
                <summary className="min-h-6 text-sm font-semibold">
                  {t('activity.checkpoints', { n: items.length })}
                </summary>
                <ol className="mt-2 grid gap-2 text-sm">
                  {items.map((checkpoint) => (
                    <li
                      key={checkpoint.size}
                      className="flex items-center justify-between gap-3 border-b border-line pb-1"
                    >
                      <span className="numbers">{number(checkpoint.size)}</span>
                      <CodeText className="text-soft">{checkpoint.root.slice(0, 16)}</CodeText>
                      <span className="text-xs text-faint">
                        <RelativeTime time={checkpoint.at} />
                      </span>
                    </li>
                  ))}
                </ol>
              </details>
              <ul className="grid gap-1 text-xs text-soft">
                {keys.map((key) => (
                  <li key={key.key_id} className="flex items-center gap-1.5">
                    <KeyRound aria-hidden className="size-3.5" />
                    <CodeText>{key.key_id.slice(0, 24)}</CodeText>
                    <RelativeTime time={key.created_at} />
                  </li>
                ))}
              </ul>
            </div>
          );
        }}
      </QueryView>
    </Panel>
  );
}
