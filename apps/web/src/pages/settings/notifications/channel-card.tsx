import type { ListedChannel, NotifyKind } from '@maximus/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { BellOff, KeyRound, type LucideIcon, Mail, MessageSquare, Send, Siren, Webhook } from 'lucide-react';
import { bodyOf } from '../../../api/failures.ts';
import { useServices } from '../../../api/use-services.tsx';
import { Badge } from '../../../design/badge.tsx';
import { Button } from '../../../design/button.tsx';
import { Menu } from '../../../design/menu.tsx';
import { CodeText, RelativeTime } from '../../../design/texts.tsx';
import { useToast } from '../../../design/toast.tsx';
import { useI18n } from '../../../i18n/i18n.tsx';
import { choiceOf } from './channel-input.ts';

const icons: Record<NotifyKind, LucideIcon> = { webhook: Webhook, pagerduty: Siren, slack: MessageSquare, email: Mail };
const hourMs = 3_600_000;

/** One channel: where it goes, how it does, and the button that tries it. */
export function ChannelCard({ channel, onChange }: { readonly channel: ListedChannel; readonly onChange: () => void }) {
  const { t, number, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const params = { id: channel.id };
  const renew = () => void queries.invalidateQueries({ queryKey: ['notify'] });
  const say = (error: Error) => toast({ tone: 'bad', title: failed(error) });
  const test = useMutation({
    mutationFn: () => bodyOf(api.testNotifyChannel({ params })),
    onSuccess: ({ sent, response_code: code, error }) =>
      toast(
        sent
          ? { tone: 'good', title: t('notify.test.sent', { name: channel.name }), ...(code && { description: code }) }
          : { tone: 'bad', title: t('notify.test.failed', { name: channel.name }), description: error },
      ),
    onError: say,
    onSettled: renew,
  });
  const mute = useMutation({
    mutationFn: (until: string | null) => bodyOf(api.muteNotifyChannel({ params, body: { until } })),
    onError: say,
    onSettled: renew,
  });
  const remove = useMutation({
    mutationFn: () => bodyOf(api.deleteNotifyChannel({ params })),
    onSuccess: () => toast({ tone: 'good', title: t('notify.removed', { name: channel.name }) }),
    onError: say,
    onSettled: renew,
  });
  const Icon = icons[channel.kind];
  const choice = choiceOf(channel.filter.events);
  const muted = channel.muted_until !== undefined && Date.parse(channel.muted_until) > Date.now();
  const where = channel.recipients?.join(', ') ?? channel.target ?? channel.url;
  return (
    <div className="grid gap-x-4 gap-y-3 px-4 py-4 sm:grid-cols-[auto_1fr_auto] sm:px-5">
      <span className="hidden size-10 place-items-center rounded-lg bg-sunken text-soft sm:grid">
        <Icon aria-hidden className="size-5" />
      </span>
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold">{channel.name}</span>
          <Badge>{t(`notify.kind.${channel.kind}`)}</Badge>
          <ChannelState channel={channel} muted={muted} />
        </p>
        {where !== undefined && <CodeText className="text-soft">{where}</CodeText>}
        <p className="text-xs text-soft">
          {choice === undefined ? channel.filter.events.join(', ') : t(`notify.events.${choice}`)}
          {channel.filter.min_priority !== undefined &&
            ` · ${t('notify.from', { priority: t(`vocabulary.priority.${channel.filter.min_priority}`) })}`}
        </p>
        {channel.disabled_reason !== undefined && (
          <p className="text-xs font-medium text-critical">{channel.disabled_reason}</p>
        )}
        <p className="flex flex-wrap gap-x-3 text-xs text-faint">
          <span>
            {channel.last_sent_at === undefined ? (
              t('notify.neverSent')
            ) : (
              <>
                {t('notify.lastSent')} <RelativeTime time={channel.last_sent_at} />
              </>
            )}
          </span>
          {channel.waiting > 0 && <span>{t('notify.waiting', { n: channel.waiting })}</span>}
          {channel.dead > 0 && (
            <span className="font-semibold text-critical">{t('notify.dead', { n: channel.dead })}</span>
          )}
          <span>{t('notify.perMinute', { n: number(channel.per_minute) })}</span>
        </p>
      </div>
      <div className="flex flex-wrap items-start gap-2">
        <Button
          size="small"
          icon={<Send aria-hidden className="size-4" />}
          busy={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('notify.test')}
        </Button>
        <Menu
          label={t('notify.menu', { name: channel.name })}
          trigger={
            <Button size="small" kind="quiet">
              {t('settings.change')}
            </Button>
          }
          items={[
            { id: 'edit', title: t('settings.change'), run: onChange },
            muted
              ? { id: 'unmute', title: t('notify.unmute'), run: () => mute.mutate(null) }
              : {
                  id: 'mute',
                  title: t('notify.mute'),
                  run: () => mute.mutate(new Date(Date.now() + 8 * hourMs).toISOString()),
                },
            { id: 'remove', title: t('notify.remove'), run: () => remove.mutate() },
          ]}
        />
      </div>
    </div>
  );
}

function ChannelState({ channel, muted }: { readonly channel: ListedChannel; readonly muted: boolean }) {
  const { t } = useI18n();
  if (!channel.secret_found)
    return (
      <Badge tone="unchecked" icon={KeyRound} title={t('notify.secretMissing.means', { name: channel.secret ?? '' })}>
        {t('notify.secretMissing')}
      </Badge>
    );
  if (!channel.enabled) return <Badge tone="neutral">{t('settings.off')}</Badge>;
  if (muted)
    return (
      <Badge tone="medium" icon={BellOff}>
        {t('notify.muted')}
      </Badge>
    );
  return <Badge tone="good">{t('settings.on')}</Badge>;
}
