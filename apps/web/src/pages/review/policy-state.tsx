import type { DecisionDetail, PolicyReason } from '@maximus/contracts';
import { Check, UserCheck, X } from 'lucide-react';
import { classNames } from '../../design/class-names.ts';
import { RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import type { MessageKey } from '../../i18n/locales.ts';
import { approvalsOf } from './apply-update.ts';

const ruleKeys: ReadonlySet<string> = new Set([
  'reviewer',
  'person',
  'author_known',
  'author_differs',
  'first_vote',
  'escalation',
  'evidence',
]);

/** A rule's reason in the person's language where the page knows it, else in the server's words. */
export function useRuleText(): (reason: PolicyReason) => string {
  const { t } = useI18n();
  return ({ code, holds, message }) =>
    ruleKeys.has(code) ? t(`review.rule.${code}.${holds ? 'holds' : 'fails'}` as MessageKey) : message;
}

/** What the policy asks: how many people, who has voted, what this person may do, and why. */
export function PolicyState({ decision }: { readonly decision: DecisionDetail }) {
  const { t } = useI18n();
  const { votes, required_approvals: of, policy } = decision;
  const n = approvalsOf(decision);
  const missing = Math.max(0, of - n);
  return (
    <section aria-label={t('review.policy')} className="grid gap-3 text-sm">
      <div>
        <div className="flex items-center justify-between gap-2">
          <h3 className="font-semibold">{t('review.policy')}</h3>
          <span className="font-semibold numbers" data-approvals={`${n}/${of}`}>
            {t('review.approvals', { n, of })}
          </span>
        </div>
        <div aria-hidden className="mt-1.5 flex gap-1">
          {Array.from({ length: of }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: all the same
            <span key={at} className={classNames('h-1.5 flex-1 rounded-full', at < n ? 'bg-accent' : 'bg-sunken')} />
          ))}
        </div>
        {votes.length > 0 && (
          <ul className="mt-2 grid gap-1">
            {votes.map((vote) => (
              <li key={`${vote.user_id}${vote.at}`} className="flex flex-wrap items-center gap-1.5">
                <UserCheck
                  aria-hidden
                  className={classNames('size-4', vote.vote === 'approve' ? 'text-accent' : 'text-critical')}
                />
                <span className="font-medium">{vote.user}</span>
                <span className="text-soft">{t(`review.vote.${vote.vote}`)}</span>
                <span className="text-xs text-faint">
                  <RelativeTime time={vote.at} />
                </span>
                {vote.comment !== undefined && (
                  <span className="w-full pl-5 break-words text-soft">{vote.comment}</span>
                )}
              </li>
            ))}
          </ul>
        )}
        {missing > 0 && of > 1 && (
          <p className="mt-2 text-soft" data-two-person>
            {n === 0
              ? t('review.needs.several', { n: of })
              : t('review.needs.more', { n: missing, who: votes.map(({ user }) => user).join(', ') })}
          </p>
        )}
      </div>
      <details>
        <summary className="min-h-6 text-soft">{t('review.policy.auto')}</summary>
        <ul className="mt-2 grid gap-1">
          {policy.auto_approval.map((reason) => {
            const Icon = reason.holds ? Check : X;
            return (
              <li key={reason.code} className="flex gap-2">
                <Icon
                  aria-hidden
                  className={classNames('mt-0.5 size-4 shrink-0', reason.holds ? 'text-accent' : 'text-faint')}
                />
                <span className="sr-only">{t(reason.holds ? 'review.policy.holds' : 'review.policy.fails')}</span>
                <span className="min-w-0 text-soft">{reason.message}</span>
              </li>
            );
          })}
        </ul>
        <p className="mt-2 text-xs text-faint">{t('review.policy.version', { id: policy.id })}</p>
      </details>
    </section>
  );
}
