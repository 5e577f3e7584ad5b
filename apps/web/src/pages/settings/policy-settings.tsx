import { type PolicyRecord, ReviewPolicy } from '@maximus/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Info } from 'lucide-react';
import { useState } from 'react';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Field } from '../../design/fields.tsx';
import { Banner } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { RelativeTime } from '../../design/texts.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** The rules of review, per scope. */
export function PolicySettings() {
  const { t } = useI18n();
  const { api } = useServices();
  const query = useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => bodyOf(api.listReviewPolicies({}, { signal })),
  });
  return (
    <div className="grid gap-5">
      <Banner tone="neutral" icon={Info}>
        {t('settings.policies.always')}
      </Banner>
      <QueryView query={query}>
        {({ items }) => (
          <div className="grid gap-5">
            {withEstate(items).map((record) => (
              <PolicyForm key={`${record.policy_id}@${record.version}`} record={record} />
            ))}
          </div>
        )}
      </QueryView>
    </div>
  );
}

/** The rules of the whole estate first, as they are by default where nobody has set any. */
function withEstate(items: readonly PolicyRecord[]): readonly PolicyRecord[] {
  if (items.some(({ scope }) => scope.kind === 'estate')) return items;
  const byDefault = { policy_id: 'estate', scope: { kind: 'estate' }, policy: ReviewPolicy.parse({}) } as const;
  return [{ ...byDefault, version: 0, updated_by: '', updated_at: '' }, ...items];
}

const people = ['standard', 'critical', 'major_upgrade', 'code_patch', 'critical_acceptance'] as const;
const clocks = ['critical', 'high', 'medium', 'low'] as const;

function PolicyForm({ record }: { readonly record: PolicyRecord }) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [policy, setPolicy] = useState<ReviewPolicy>(record.policy);
  const save = useMutation({
    mutationFn: () => bodyOf(api.putReviewPolicy({ body: { scope: record.scope, policy } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['policies'] });
      toast({ tone: 'good', title: t('settings.policies.saved') });
    },
  });
  const { approvals, sla, auto_approval: auto, acceptance } = policy;
  const number = (label: string, value: number, set: (value: number) => void, min: number, max: number, step = 1) => (
    <Field key={label} label={label}>
      {(props) => (
        <input
          {...props}
          type="number"
          min={min}
          max={max}
          step={step}
          required
          value={value}
          onChange={(event) => event.target.value !== '' && set(event.target.valueAsNumber)}
        />
      )}
    </Field>
  );
  const tick = (label: string, checked: boolean, set: (checked: boolean) => void) => (
    <label className="flex min-h-8 items-center gap-2 text-sm">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => set(event.target.checked)}
        className="size-4 accent-(--accent)"
      />
      {label}
    </label>
  );
  const group = 'grid gap-3 sm:grid-cols-2 xl:grid-cols-3';
  const groupOfFour = 'grid gap-3 sm:grid-cols-2 xl:grid-cols-4';
  const heading = 'mb-2 text-sm font-semibold';
  return (
    <Panel
      title={t(`settings.policies.scope.${record.scope.kind}`)}
      beside={
        <span className="flex items-center gap-2 text-xs text-soft">
          {record.scope.id !== undefined && <code className="font-mono">{record.scope.id}</code>}
          {record.version === 0 ? (
            <Badge>{t('settings.policies.default')}</Badge>
          ) : (
            <>
              <Badge>{t('settings.policies.version', { n: record.version })}</Badge>
              <RelativeTime time={record.updated_at} />
            </>
          )}
        </span>
      }
    >
      <form
        className="grid gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <fieldset>
          <legend className={heading}>{t('settings.policies.approvals')}</legend>
          <div className={group}>
            {people.map((kind) =>
              number(
                t(`settings.policies.approvals.${kind}`),
                approvals[kind],
                (value) => setPolicy({ ...policy, approvals: { ...approvals, [kind]: value } }),
                1,
                5,
              ),
            )}
            {number(
              t('settings.policies.undo'),
              policy.undo_window_seconds,
              (value) => setPolicy({ ...policy, undo_window_seconds: value }),
              0,
              300,
            )}
          </div>
        </fieldset>
        <fieldset>
          <legend className={heading}>{t('settings.policies.sla')}</legend>
          <div className={groupOfFour}>
            {clocks.map((priority) =>
              number(
                t(`vocabulary.priority.${priority}`),
                sla[priority] / 60,
                (value) => setPolicy({ ...policy, sla: { ...sla, [priority]: Math.round(value * 60) } }),
                1,
                43_200,
              ),
            )}
          </div>
          {tick(t('settings.policies.escalate'), sla.escalate_on_breach, (checked) =>
            setPolicy({ ...policy, sla: { ...sla, escalate_on_breach: checked } }),
          )}
        </fieldset>
        <fieldset>
          <legend className={heading}>{t('settings.policies.auto')}</legend>
          {tick(t('settings.policies.auto.enabled'), auto.enabled, (checked) =>
            setPolicy({ ...policy, auto_approval: { ...auto, enabled: checked } }),
          )}
          <p className="mb-2 text-xs text-soft">{t('settings.policies.auto.means')}</p>
          <div className={group}>
            {number(
              t('settings.policies.auto.confidence'),
              Math.round(auto.min_confidence * 100),
              (value) => setPolicy({ ...policy, auto_approval: { ...auto, min_confidence: value / 100 } }),
              0,
              100,
            )}
            {number(
              t('settings.policies.auto.cap'),
              auto.daily_cap,
              (value) => setPolicy({ ...policy, auto_approval: { ...auto, daily_cap: value } }),
              0,
              10_000,
            )}
            {number(
              t('settings.policies.auto.sample'),
              Math.round(auto.sample_rate * 100),
              (value) => setPolicy({ ...policy, auto_approval: { ...auto, sample_rate: value / 100 } }),
              0,
              100,
            )}
          </div>
        </fieldset>
        <fieldset>
          <legend className={heading}>{t('settings.policies.acceptance')}</legend>
          <div className={groupOfFour}>
            {(['default_days', 'max_days', 'critical_max_days', 'kev_max_days'] as const).map((kind) =>
              number(
                t(`settings.policies.acceptance.${kind}`),
                acceptance[kind],
                (value) => setPolicy({ ...policy, acceptance: { ...acceptance, [kind]: value } }),
                1,
                365,
              ),
            )}
          </div>
          {tick(t('settings.policies.breakGlass'), policy.break_glass, (checked) =>
            setPolicy({ ...policy, break_glass: checked }),
          )}
        </fieldset>
        {save.error instanceof ApiError && (
          <p role="alert" className="text-sm font-medium text-critical">
            {failed(save.error)}
          </p>
        )}
        <div>
          <Button kind="primary" type="submit" busy={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
