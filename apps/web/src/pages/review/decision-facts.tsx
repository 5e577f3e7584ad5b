import type { DecisionDetail } from '@maximus/contracts';
import { Link } from 'react-router';
import { Card } from '../../design/card.tsx';
import { CodeText, CopyButton, Facts, RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

interface DecisionFactsProps {
  readonly decision: DecisionDetail;
  readonly nameOfPerson: (id: string) => string | undefined;
}

/** What a decision is about and bound to, in one table. */
export function DecisionFacts({ decision, nameOfPerson }: DecisionFactsProps) {
  const { t } = useI18n();
  const { patch, patch_metadata: metadata } = decision;
  return (
    <Card className="p-4 sm:p-5">
      <Facts
        facts={[
          [
            t('review.fact.apv'),
            decision.apv_ids[0] === undefined ? (
              '–'
            ) : (
              <Link key="apv" to={`/adaptive-immunity/apvs/${decision.apv_ids[0]}`} className="text-accent underline">
                <CodeText>{metadata.cve_id ?? metadata.apv_id}</CodeText>
              </Link>
            ),
          ],
          [
            t('review.fact.patch'),
            patch === undefined ? (
              '–'
            ) : (
              <Link key="patch" to={`/patches/${patch.id}`} className="text-accent underline">
                <CodeText>{patch.code}</CodeText>
              </Link>
            ),
          ],
          [t('review.fact.rung'), t(`vocabulary.rung.${metadata.rung}`)],
          [t('review.fact.size'), t('patch.lines', { n: metadata.patch_size_lines })],
          [
            t('review.fact.author'),
            decision.author.startsWith('system:')
              ? 'Maximus'
              : (nameOfPerson(decision.author) ?? <CodeText key="author">{decision.author}</CodeText>),
          ],
          [t('review.fact.opened'), <RelativeTime key="opened" time={decision.created_at} />],
          [
            t('review.fact.digest'),
            <span key="digest" className="flex items-center gap-1">
              <CodeText>{decision.subject_digest.slice(0, 16)}</CodeText>
              <CopyButton text={decision.subject_digest} label={t('common.copy', { what: t('review.fact.digest') })} />
            </span>,
          ],
          [t('review.fact.correlation'), <CodeText key="correlation">{decision.correlation_id}</CodeText>],
        ]}
      />
    </Card>
  );
}
