import type { DecisionDetail } from '@maximus/contracts';
import { Panel } from '../../design/card.tsx';
import { VerdictBadge } from '../../design/vocabulary-badges.tsx';
import { DiffViewer } from '../../entities/diff/diff-viewer.tsx';
import { EvidenceById } from '../../entities/evidence-loader.tsx';
import { LadderView } from '../../entities/ladder-view.tsx';
import { PackageChanges } from '../../entities/package-changes.tsx';
import { PagePart } from '../../entities/page-part.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** What speaks for and against a patch: evidence first, then the change, then why this one. */
export function PatchParts({ decision: { patch, wargaming_result: run } }: { readonly decision: DecisionDetail }) {
  const { t } = useI18n();
  return (
    <>
      <PagePart
        id="evidence"
        title={t('evidence.title')}
        beside={run === undefined ? <VerdictBadge verdict={undefined} /> : undefined}
      >
        <EvidenceById id={run?.evidence_id ?? patch?.evidence_id} digest={patch?.evidence_digest} />
      </PagePart>
      {patch !== undefined && patch.package_changes.length > 0 && (
        <Panel title={t('changes.title')} flush>
          <PackageChanges changes={patch.package_changes} />
        </Panel>
      )}
      <PagePart id="diff" title={t('diff.title')}>
        {patch === undefined ? (
          <p className="text-sm text-soft">{t('review.noPatch')}</p>
        ) : (
          <DiffViewer patch={patch} />
        )}
      </PagePart>
      <PagePart id="why" title={t('ladder.title')}>
        {patch === undefined ? (
          <p className="text-sm text-soft">{t('review.noPatch')}</p>
        ) : (
          <LadderView attempts={patch.attempts} rung={patch.rung} />
        )}
      </PagePart>
    </>
  );
}
