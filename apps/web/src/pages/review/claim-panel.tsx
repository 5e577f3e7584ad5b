import type { DecisionDetail } from '@maximus/contracts';
import { Panel } from '../../design/card.tsx';
import { Facts } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';

/** What a decision that changes nothing of the project would put into force: the claim, its reason, how far and how long. */
export function ClaimPanel({ decision: { subject, claim } }: { readonly decision: DecisionDetail }) {
  const { t } = useI18n();
  if (subject.kind === 'patch') return null;
  return (
    <Panel title={t(`review.subject.${subject.kind}`)}>
      <div className="grid gap-4">
        {claim !== undefined && (
          <Facts
            facts={[
              ...(claim.justification === undefined
                ? []
                : [[t('review.claim.statement'), t(`vex.justification.${claim.justification}`)] as const]),
              ...(claim.impact_statement === undefined
                ? []
                : [
                    [
                      t('review.claim.impact'),
                      <span key="impact" className="break-words">
                        {inWords(claim.impact_statement, t)}
                      </span>,
                    ] as const,
                  ]),
              [
                t('review.reason'),
                <span key="reason" className="break-words">
                  {claim.reason}
                </span>,
              ],
              [t('review.claim.scope'), t(`review.claim.scope.${claim.scope}`)],
              ...(claim.days === undefined
                ? []
                : [[t('review.claim.days'), t('review.claim.days.count', { n: claim.days })] as const]),
            ]}
          />
        )}
        <p className="text-sm text-soft">{t('review.noPatch')}</p>
      </div>
    </Panel>
  );
}
