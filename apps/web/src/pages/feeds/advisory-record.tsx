import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** An advisory of the live index as it was received, and whether the estate has met it. */
export function AdvisoryRecord({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const { api } = useServices();
  const advisory = useQuery({
    queryKey: ['advisory', id],
    queryFn: ({ signal }) => bodyOf(api.getAdvisory({ params: { id } }, { signal })),
  });
  return (
    <QueryView query={advisory}>
      {(data) => (
        <div className="grid gap-3 pb-4 text-sm">
          <p className="flex flex-wrap gap-2">
            {data.group.ids.map((alias) => (
              <CodeText key={alias}>{alias}</CodeText>
            ))}
          </p>
          {data.apv === undefined ? (
            <p className="text-soft">{t('feed.advisory.notMet')}</p>
          ) : (
            <Link to={`/adaptive-immunity/apvs/${data.apv.id}`} className="text-accent underline">
              {data.apv.code}
            </Link>
          )}
          <pre className="max-h-96 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">
            {JSON.stringify(data.record, null, 2)}
          </pre>
        </div>
      )}
    </QueryView>
  );
}
