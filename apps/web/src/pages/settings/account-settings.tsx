import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Field } from '../../design/fields.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { RelativeTime } from '../../design/texts.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useSession } from '../../session/use-session.ts';
import { SlackLinks } from './slack-links.tsx';

/** A person's own password and where they are logged in. */
export function AccountSettings() {
  const { t } = useI18n();
  const { user } = useSession();
  return (
    <div className="grid gap-5">
      {user?.login === 'password' && (
        <Panel title={t('settings.password')}>
          <PasswordForm />
        </Panel>
      )}
      <SlackLinks />
      <Sessions />
    </div>
  );
}

function PasswordForm() {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const toast = useToast();
  const [differs, setDiffers] = useState(false);
  const change = useMutation({
    mutationFn: (body: { current_password: string; new_password: string }) => bodyOf(api.changePassword({ body })),
    onSuccess: () => toast({ tone: 'good', title: t('settings.password.done') }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const text = (name: string) => String(given.get(name) ?? '');
    setDiffers(text('new') !== text('again'));
    if (text('new') !== text('again')) return;
    change.mutate({ current_password: text('current'), new_password: text('new') }, { onSuccess: () => form.reset() });
  };
  return (
    <form className="grid max-w-md gap-3" onSubmit={submit}>
      <Field
        label={t('settings.password.current')}
        error={change.error instanceof ApiError ? failed(change.error) : undefined}
      >
        {(props) => <input {...props} name="current" type="password" autoComplete="current-password" required />}
      </Field>
      <Field label={t('settings.password.new')}>
        {(props) => <input {...props} name="new" type="password" autoComplete="new-password" required />}
      </Field>
      <Field label={t('settings.password.again')} error={differs ? t('settings.password.differs') : undefined}>
        {(props) => <input {...props} name="again" type="password" autoComplete="new-password" required />}
      </Field>
      <div>
        <Button kind="primary" type="submit" busy={change.isPending}>
          {t('settings.password.submit')}
        </Button>
      </div>
    </form>
  );
}

function Sessions() {
  const { t } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => bodyOf(api.listSessions({}, { signal })) });
  type Id = NonNullable<typeof query.data>['items'][number]['id'];
  const done = { onSettled: () => void queries.invalidateQueries({ queryKey: ['sessions'] }) };
  const end = useMutation({ mutationFn: (id: Id) => bodyOf(api.endSession({ params: { id } })), ...done });
  const endOthers = useMutation({ mutationFn: () => bodyOf(api.endOtherSessions()), ...done });
  return (
    <Panel
      title={t('settings.sessions')}
      flush
      actions={
        <Button size="small" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {t('settings.sessions.endOthers')}
        </Button>
      }
    >
      <QueryView query={query}>
        {({ items }) => (
          <Table
            caption={t('settings.sessions')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'where',
                title: t('settings.sessions.where'),
                cell: ({ address, user_agent, current }) => (
                  <span className="grid">
                    <span>
                      {address} {current && <Badge tone="accent">{t('settings.sessions.this')}</Badge>}
                    </span>
                    <span className="line-clamp-1 text-xs text-soft">{user_agent ?? '–'}</span>
                  </span>
                ),
              },
              {
                id: 'seen',
                title: t('settings.sessions.seen'),
                cell: ({ last_seen_at }) => <RelativeTime time={last_seen_at} />,
              },
              {
                id: 'expires',
                title: t('settings.expires'),
                from: 'md',
                cell: ({ expires_at }) => <RelativeTime time={expires_at} />,
              },
              {
                id: 'end',
                title: t('settings.sessions.end'),
                align: 'end',
                cell: ({ id, current }) => (
                  <Button
                    size="small"
                    kind="quiet"
                    refusal={current ? t('settings.sessions.thisOne') : undefined}
                    onClick={() => end.mutate(id)}
                  >
                    {t('settings.sessions.end')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}
