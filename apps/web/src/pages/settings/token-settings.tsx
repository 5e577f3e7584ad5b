import { type ApiToken, type CreatedApiToken, type TokenScope, tokenScopes } from '@maximus/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/fields.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { ShownOnce } from './shown-once.tsx';

/** A person's own API tokens. */
export function TokenSettings() {
  const { t } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const query = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => bodyOf(api.listTokens({}, { signal })) });
  const revoke = useMutation({
    mutationFn: (id: ApiToken['id']) => bodyOf(api.revokeToken({ params: { id } })),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  const make = (
    <Button size="small" kind="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setMaking(true)}>
      {t('settings.tokens.make')}
    </Button>
  );
  return (
    <Panel title={t('settings.tokens')} flush actions={make}>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState icon={KeyRound} title={t('settings.tokens.none')}>
            {t('settings.tokens.none.means')}
          </EmptyState>
        }
      >
        {({ items }) => (
          <Table
            caption={t('settings.tokens')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'name',
                title: t('settings.name'),
                cell: ({ name }) => <span className="font-medium break-all">{name}</span>,
              },
              {
                id: 'scopes',
                title: t('settings.tokens.scopes'),
                from: 'sm',
                cell: ({ scopes }) => (
                  <span className="flex flex-wrap gap-1">
                    {scopes.map((scope) => (
                      <Badge key={scope}>{scope}</Badge>
                    ))}
                  </span>
                ),
              },
              {
                id: 'used',
                title: t('settings.tokens.used'),
                from: 'md',
                cell: ({ last_used_at }) =>
                  last_used_at === null ? t('settings.never') : <RelativeTime time={last_used_at} />,
              },
              {
                id: 'expires',
                title: t('settings.expires'),
                cell: ({ expires_at, revoked_at }) =>
                  revoked_at === null ? (
                    <RelativeTime time={expires_at} />
                  ) : (
                    <Badge>{t('settings.tokens.revoked')}</Badge>
                  ),
              },
              {
                id: 'revoke',
                title: t('settings.tokens.revoke'),
                align: 'end',
                cell: ({ id, revoked_at }) =>
                  revoked_at === null && (
                    <Button
                      size="small"
                      kind="danger"
                      busy={revoke.isPending && revoke.variables === id}
                      onClick={() => revoke.mutate(id)}
                    >
                      {t('settings.tokens.revoke')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      <Dialog open={making} onOpenChange={setMaking} title={t('settings.tokens.make')}>
        {making && <TokenForm onMade={() => void queries.invalidateQueries({ queryKey: ['tokens'] })} />}
      </Dialog>
    </Panel>
  );
}

function TokenForm({ onMade }: { readonly onMade: () => void }) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const [made, setMade] = useState<CreatedApiToken>();
  const [scopes, setScopes] = useState<readonly TokenScope[]>(['read']);
  const make = useMutation({
    mutationFn: (body: { name: string; scopes: TokenScope[]; expires_in_days: number }) =>
      bodyOf(api.createToken({ body })),
    onSuccess: (token) => {
      setMade(token);
      onMade();
    },
  });
  if (made !== undefined)
    return (
      <div className="pb-4">
        <ShownOnce secret={made.secret} label={made.name} />
      </div>
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    make.mutate({
      name: String(given.get('name') ?? ''),
      scopes: [...scopes],
      expires_in_days: Number(given.get('days') ?? 90),
    });
  };
  return (
    <form className="grid gap-4 pb-4" onSubmit={submit}>
      <Field label={t('settings.name')} error={make.error instanceof ApiError ? failed(make.error) : undefined}>
        {(props) => <input {...props} name="name" required maxLength={100} autoComplete="off" />}
      </Field>
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-sm font-medium">{t('settings.tokens.scopes')}</legend>
        <div className="grid grid-cols-2 gap-1">
          {tokenScopes.map((scope) => (
            <label key={scope} className="flex min-h-8 items-center gap-2 text-sm">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) =>
                  setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
                }
                className="size-4 accent-(--accent)"
              />
              <code className="font-mono text-xs">{scope}</code>
            </label>
          ))}
        </div>
      </fieldset>
      <Field label={t('settings.tokens.days')}>
        {(props) => <input {...props} name="days" type="number" min={1} max={365} defaultValue={90} required />}
      </Field>
      <div className="flex justify-end">
        <Button
          kind="primary"
          type="submit"
          busy={make.isPending}
          refusal={scopes.length === 0 ? t('settings.tokens.noScope') : undefined}
        >
          {t('settings.tokens.make')}
        </Button>
      </div>
    </form>
  );
}
