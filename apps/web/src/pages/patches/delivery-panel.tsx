import type { DeliveryRecord } from '@maximus/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { CodeText, Facts } from '../../design/texts.tsx';
import { webAddress } from '../../entities/safe-names.ts';
import { useI18n } from '../../i18n/i18n.tsx';
import { useHasRole } from '../../session/use-session.ts';

interface DeliveryPanelProps {
  readonly delivery: DeliveryRecord | undefined;
  readonly branch: string | undefined;
  readonly commit: string | undefined;
}

/** How the patch leaves the house, and what went wrong where it did. */
export function DeliveryPanel({ delivery, branch, commit }: DeliveryPanelProps) {
  const { t } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const isOperator = useHasRole('operator');
  const retry = useMutation({
    mutationFn: (id: string) => bodyOf(api.retryDelivery({ params: { id } })),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['patches'] }),
  });
  if (delivery === undefined) return <p className="text-sm text-soft">{t('delivery.none')}</p>;
  const tone = delivery.state === 'failed' ? 'critical' : delivery.state === 'merged' ? 'accent' : 'neutral';
  return (
    <div className="grid gap-3">
      <Facts
        facts={[
          [
            t('delivery.state'),
            <Badge key="state" tone={tone}>
              {t(`delivery.state.${delivery.state}`)}
            </Badge>,
          ],
          [t('delivery.forge'), delivery.forge],
          [t('delivery.mode'), t(`delivery.mode.${delivery.mode}`)],
          ...(branch === undefined
            ? []
            : [[t('delivery.branch'), <At key="branch" address={delivery.links['branch']} text={branch} />] as const]),
          ...(commit === undefined
            ? []
            : [
                [
                  t('delivery.commit'),
                  <At key="commit" address={delivery.links['commit']} text={commit.slice(0, 12)} />,
                ] as const,
              ]),
          ...(webAddress(delivery.links['pullRequest']) === undefined
            ? []
            : [
                [
                  t('patch.pullRequest'),
                  <At
                    key="pull"
                    address={delivery.links['pullRequest']}
                    text={`#${delivery.links['pullRequest']?.split('/').at(-1)}`}
                  />,
                ] as const,
              ]),
        ]}
      />
      {delivery.last_error !== undefined && (
        <div className="grid gap-2 rounded-lg bg-critical-soft p-3 text-sm text-critical">
          <p className="break-words">{delivery.last_error}</p>
          {delivery.state === 'failed' && (
            <Button
              size="small"
              busy={retry.isPending}
              refusal={isOperator ? undefined : t('common.needsRole', { role: t('vocabulary.role.operator') })}
              onClick={() => retry.mutate(delivery.id)}
            >
              {t('common.retry')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** A name of the forge, as a link where the forge has a page for it. */
function At({ address, text }: { readonly address: string | undefined; readonly text: string }) {
  const safe = webAddress(address);
  const name = <CodeText>{text}</CodeText>;
  if (safe === undefined) return name;
  return (
    <a
      href={safe}
      target="_blank"
      rel="noreferrer"
      className="inline-flex min-h-6 items-center gap-1 text-accent underline"
    >
      {name}
      <ExternalLink aria-hidden className="size-3.5 shrink-0" />
    </a>
  );
}
