import { useQuery } from '@tanstack/react-query';
import { ShieldQuestionMark } from 'lucide-react';
import { bodyOf } from '../api/failures.ts';
import { useServices } from '../api/use-services.tsx';
import { EmptyState } from '../design/messages.tsx';
import { QueryView } from '../design/query-view.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { EvidencePane } from './evidence-pane.tsx';

/** The evidence of an id; where there is none it says that nothing was proven. */
export function EvidenceById({
  id,
  digest,
}: {
  readonly id: string | undefined;
  readonly digest?: string | undefined;
}) {
  const { t } = useI18n();
  const { api } = useServices();
  const query = useQuery({
    queryKey: ['evidence', id],
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => bodyOf(api.getEvidence({ params: { id: id ?? '' } }, { signal })),
  });
  if (id === undefined)
    return (
      <EmptyState icon={ShieldQuestionMark} title={t('evidence.none')}>
        {t('evidence.none.means')}
      </EmptyState>
    );
  return <QueryView query={query}>{(evidence) => <EvidencePane evidence={evidence} digest={digest} />}</QueryView>;
}
