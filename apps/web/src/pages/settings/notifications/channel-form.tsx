import { type ChannelField, type NotifyChannel, NotifyKind } from '@maximus/contracts';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { bodyOf } from '../../../api/failures.ts';
import { useServices } from '../../../api/use-services.tsx';
import { Button } from '../../../design/button.tsx';
import { Field } from '../../../design/fields.tsx';
import { useI18n } from '../../../i18n/i18n.tsx';
import { channelInputOf, choiceOf, type EventChoice, eventChoices, fieldsOf } from './channel-input.ts';

const choices = Object.keys(eventChoices) as EventChoice[];
const priorities = ['low', 'medium', 'high', 'critical'] as const;
const digests = ['immediate', 'hourly', 'daily'] as const;

interface ChannelFormProps {
  /** The one that is changed; a new one where absent. */
  readonly channel?: NotifyChannel | undefined;
  readonly onSaved: () => void;
}

/** Adds a channel or changes one; asks for what its kind needs and for nothing else. */
export function ChannelForm({ channel, onSaved }: ChannelFormProps) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const [kind, setKind] = useState<NotifyKind>(channel?.kind ?? 'webhook');
  const [events, setEvents] = useState(channel === undefined ? 'decisions' : choiceOf(channel.filter.events));
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const save = useMutation({
    mutationFn: (body: Extract<ReturnType<typeof channelInputOf>, { ok: true }>['body']) =>
      channel === undefined
        ? bodyOf(api.createNotifyChannel({ body }))
        : bodyOf(api.replaceNotifyChannel({ params: { id: channel.id }, body }, { ifMatch: `"${channel.version}"` })),
    onSuccess: onSaved,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const read = channelInputOf({ kind, events, text: (name) => String(given.get(name) ?? '') }, channel);
    setWrong(read.ok ? new Set() : read.fields);
    if (read.ok) save.mutate(read.body);
  };
  const errorOf = (name: string) => (wrong.has(name) ? t('notify.field.wrong') : undefined);
  return (
    <form className="grid gap-4 pb-4" onSubmit={submit} noValidate>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('notify.kind')}>
          {(props) => (
            <select
              {...props}
              value={kind}
              disabled={channel !== undefined}
              onChange={(event) => setKind(NotifyKind.options.find((one) => one === event.target.value) ?? 'webhook')}
            >
              {NotifyKind.options.map((one) => (
                <option key={one} value={one}>
                  {t(`notify.kind.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('settings.name')} error={errorOf('name')}>
          {(props) => <input {...props} name="name" maxLength={100} defaultValue={channel?.name} autoComplete="off" />}
        </Field>
      </div>
      {fieldsOf(kind).map(({ field, needed }) => (
        <ChannelText key={`${kind} ${field}`} {...{ kind, field, needed, channel }} error={errorOf(field)} />
      ))}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('notify.events')}>
          {(props) => (
            <select
              {...props}
              value={events ?? ''}
              onChange={(event) => setEvents(choices.find((one) => one === event.target.value))}
            >
              {channel !== undefined && choiceOf(channel.filter.events) === undefined && (
                <option value="">{channel.filter.events.join(', ')}</option>
              )}
              {choices.map((one) => (
                <option key={one} value={one}>
                  {t(`notify.events.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('notify.minPriority')}>
          {(props) => (
            <select {...props} name="min_priority" defaultValue={channel?.filter.min_priority ?? ''}>
              <option value="">{t('notify.minPriority.any')}</option>
              {priorities.map((one) => (
                <option key={one} value={one}>
                  {t(`vocabulary.priority.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <label className="flex min-h-8 items-center gap-2 text-sm">
        <input
          type="checkbox"
          name="enabled"
          defaultChecked={channel?.enabled ?? true}
          className="size-4 accent-(--accent)"
        />
        {t('notify.enabled')}
      </label>
      {save.error !== null && (
        <p role="alert" className="text-sm font-medium text-critical">
          {failed(save.error)}
        </p>
      )}
      <div className="flex justify-end">
        <Button kind="primary" type="submit" busy={save.isPending}>
          {t(channel === undefined ? 'notify.add' : 'common.save')}
        </Button>
      </div>
    </form>
  );
}

interface ChannelTextProps {
  readonly kind: NotifyKind;
  readonly field: ChannelField;
  readonly needed: boolean;
  readonly channel: NotifyChannel | undefined;
  readonly error: string | undefined;
}

function ChannelText({ kind, field, needed, channel, error }: ChannelTextProps) {
  const { t } = useI18n();
  const name = t(kind === 'pagerduty' && field === 'secret' ? 'notify.field.routing' : `notify.field.${field}`);
  const held = channel?.[field];
  const hint =
    field === 'secret'
      ? t('notify.secret.hint')
      : field === 'url' && kind === 'email'
        ? t('notify.smtp.hint')
        : undefined;
  return (
    <Field label={needed ? name : t('notify.optional', { name })} hint={hint} error={error}>
      {(props) =>
        field === 'digest' ? (
          <select {...props} name={field} defaultValue={channel?.digest ?? 'immediate'}>
            {digests.map((one) => (
              <option key={one} value={one}>
                {t(`notify.digest.${one}`)}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...props}
            name={field}
            defaultValue={Array.isArray(held) ? held.join(', ') : held}
            placeholder={examples[field]?.(kind)}
            autoComplete="off"
            spellCheck={false}
          />
        )
      }
    </Field>
  );
}

const examples: Partial<Record<ChannelField, (kind: NotifyKind) => string>> = {
  url: (kind) => (kind === 'email' ? 'smtps://mail.example.org' : 'https://hooks.example.org/maximus'),
  target: () => 'C0123456789',
  recipients: () => 'team@example.org, on-call@example.org',
  sender: () => 'maximus@example.org',
  secret: (kind) => `${kind}-key`,
};
