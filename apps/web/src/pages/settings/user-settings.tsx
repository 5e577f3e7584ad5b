import { roles as allRoles, type Role, type User } from '@maximus/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/fields.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useSession } from '../../session/use-session.ts';
import { ShownOnce } from './shown-once.tsx';

type Open = { readonly kind: 'new' } | { readonly kind: 'user'; readonly user: User } | undefined;

/** Accounts: who may do what. */
export function UserSettings() {
  const { t } = useI18n();
  const { api } = useServices();
  const [open, setOpen] = useState<Open>();
  const query = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => bodyOf(api.listUsers({ query: { limit: 200, sort: 'name' } }, { signal })),
  });
  return (
    <Panel
      title={t('settings.users')}
      flush
      actions={
        <Button
          size="small"
          kind="primary"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => setOpen({ kind: 'new' })}
        >
          {t('settings.users.make')}
        </Button>
      }
    >
      <QueryView query={query}>
        {({ items }) => (
          <Table
            caption={t('settings.users')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'name',
                title: t('settings.name'),
                cell: (user) => (
                  <span className="grid">
                    <span className="font-medium">{user.display_name}</span>
                    <span className="text-xs text-soft">{user.name}</span>
                  </span>
                ),
              },
              {
                id: 'roles',
                title: t('settings.users.roles'),
                cell: (user) => (
                  <span className="flex flex-wrap gap-1">
                    {user.roles.map((role) => (
                      <Badge key={role} tone={role === 'admin' ? 'high' : 'neutral'}>
                        {t(`vocabulary.role.${role}`)}
                      </Badge>
                    ))}
                    {user.disabled && <Badge tone="critical">{t('settings.users.disabled')}</Badge>}
                  </span>
                ),
              },
              {
                id: 'seen',
                title: t('settings.users.seen'),
                from: 'md',
                cell: ({ last_login_at }) =>
                  last_login_at === null ? t('settings.never') : <RelativeTime time={last_login_at} />,
              },
              {
                id: 'totp',
                title: t('settings.users.totp'),
                from: 'lg',
                cell: ({ totp }) => t(totp ? 'settings.on' : 'settings.off'),
              },
              {
                id: 'change',
                title: t('settings.change'),
                align: 'end',
                cell: (user) => (
                  <Button size="small" kind="quiet" onClick={() => setOpen({ kind: 'user', user })}>
                    {t('settings.change')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      <Dialog
        open={open !== undefined}
        onOpenChange={(next) => !next && setOpen(undefined)}
        title={open?.kind === 'user' ? open.user.display_name : t('settings.users.make')}
      >
        {open?.kind === 'new' && <NewUser />}
        {open?.kind === 'user' && <ChangeUser key={open.user.id} user={open.user} onDone={() => setOpen(undefined)} />}
      </Dialog>
    </Panel>
  );
}

function RolesField({
  value,
  onChange,
}: {
  readonly value: readonly Role[];
  readonly onChange: (roles: readonly Role[]) => void;
}) {
  const { t } = useI18n();
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{t('settings.users.roles')}</legend>
      <div className="grid grid-cols-2 gap-1">
        {allRoles.map((role) => (
          <label key={role} className="flex min-h-8 items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={value.includes(role)}
              onChange={(event) =>
                onChange(event.target.checked ? [...value, role] : value.filter((one) => one !== role))
              }
              className="size-4 accent-(--accent)"
            />
            {t(`vocabulary.role.${role}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function NewUser() {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const [roles, setRoles] = useState<readonly Role[]>(['viewer']);
  const make = useMutation({
    mutationFn: (body: { name: string; display_name?: string; roles: Role[] }) => bodyOf(api.createUser({ body })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['users'] }),
  });
  if (make.data !== undefined)
    return (
      <div className="grid gap-3 pb-4">
        <p className="text-sm">{t('settings.users.invited', { name: make.data.user.display_name })}</p>
        <ShownOnce secret={make.data.invitation.url} label={t('settings.users.link')} />
      </div>
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const shown = String(given.get('display') ?? '').trim();
    make.mutate({
      name: String(given.get('name') ?? ''),
      roles: [...roles],
      ...(shown === '' ? {} : { display_name: shown }),
    });
  };
  return (
    <form className="grid gap-4 pb-4" onSubmit={submit}>
      <Field label={t('session.name')} error={make.error instanceof ApiError ? failed(make.error) : undefined}>
        {(props) => (
          <input
            {...props}
            name="name"
            required
            minLength={2}
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
          />
        )}
      </Field>
      <Field label={t('settings.users.display')}>
        {(props) => <input {...props} name="display" maxLength={100} autoComplete="off" />}
      </Field>
      <RolesField value={roles} onChange={setRoles} />
      <div className="flex justify-end">
        <Button kind="primary" type="submit" busy={make.isPending}>
          {t('settings.users.make')}
        </Button>
      </div>
    </form>
  );
}

function ChangeUser({ user, onDone }: { readonly user: User; readonly onDone: () => void }) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const { user: me } = useSession();
  const queries = useQueryClient();
  const [roles, setRoles] = useState<readonly Role[]>(user.roles);
  const change = useMutation({
    mutationFn: (body: { roles?: Role[]; disabled?: boolean }) =>
      bodyOf(api.updateUser({ params: { id: user.id }, body })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['users'] });
      onDone();
    },
  });
  const invite = useMutation({ mutationFn: () => bodyOf(api.inviteUser({ params: { id: user.id } })) });
  const error = change.error ?? invite.error;
  const isMe = me?.id === user.id;
  return (
    <div className="grid gap-4 pb-4">
      <RolesField value={roles} onChange={setRoles} />
      {error instanceof ApiError && (
        <p role="alert" className="text-sm font-medium text-critical">
          {failed(error)}
        </p>
      )}
      {invite.data !== undefined && <ShownOnce secret={invite.data.url} label={t('settings.users.link')} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button kind="quiet" busy={invite.isPending} onClick={() => invite.mutate()}>
          {t('settings.users.invite')}
        </Button>
        <Button
          kind={user.disabled ? 'secondary' : 'danger'}
          refusal={isMe ? t('settings.users.self') : undefined}
          busy={change.isPending}
          onClick={() => change.mutate({ disabled: !user.disabled })}
        >
          {t(user.disabled ? 'settings.users.enable' : 'settings.users.disable')}
        </Button>
        <Button kind="primary" busy={change.isPending} onClick={() => change.mutate({ roles: [...roles] })}>
          {t('common.save')}
        </Button>
      </div>
    </div>
  );
}
