import type { FindingSummary } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { IconButton } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText, DueTime } from '../../design/texts.tsx';
import { StatusBadge } from '../../design/vocabulary-badges.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';
import { FindingAcceptance } from './finding-acceptance.tsx';
import { FindingUse } from './finding-use.tsx';
import { VexStatement } from './vex-statement.tsx';

/** The findings of an APV: project, version, how it is used, and on request where its code uses it and the paths that pull it in. */
export function ApvFindings({ findings }: { readonly findings: readonly FindingSummary[] }) {
  return (
    <ul className="divide-y divide-line">
      {findings.map((finding) => (
        <li key={finding.id}>
          <FindingRow finding={finding} alone={findings.length === 1} />
        </li>
      ))}
    </ul>
  );
}

function FindingRow({ finding, alone }: { readonly finding: FindingSummary; readonly alone: boolean }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(alone);
  return (
    <div className="px-3 py-2.5 sm:px-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
        <IconButton label={t('apv.path.show')} aria-expanded={open} className="size-7" onClick={() => setOpen(!open)}>
          <ChevronRight aria-hidden className={classNames('size-4 transition-transform', open && 'rotate-90')} />
        </IconButton>
        <Link to={`/projects/${finding.project_slug}`} className="font-semibold hover:text-accent">
          {finding.project_slug}
        </Link>
        <span className="min-w-0 break-all">
          <Link to={`/components/${finding.component_id}`} className="hover:text-accent">
            <CodeText>{finding.package}</CodeText>
          </Link>{' '}
          <CodeText className="text-soft">{finding.locked_version ?? '?'}</CodeText>
          {finding.fixed_version !== undefined && (
            <>
              {' → '}
              <CodeText className="text-good">{finding.fixed_version}</CodeText>
            </>
          )}
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-2">
          <Badge>{t(`vocabulary.scope.${finding.scope}`)}</Badge>
          <Badge
            tone={
              finding.reachability === 'reachable'
                ? 'high'
                : finding.reachability === 'unknown'
                  ? 'unchecked'
                  : 'neutral'
            }
          >
            {t(`vocabulary.reach.${finding.reachability}`)}
          </Badge>
          <StatusBadge status={finding.status} />
          <span className="text-xs">
            <DueTime time={finding.due_at} />
          </span>
        </span>
      </div>
      {open && <FindingDetails finding={finding} />}
    </div>
  );
}

function FindingDetails({ finding }: { readonly finding: FindingSummary }) {
  const { t } = useI18n();
  const { api } = useServices();
  const detail = useQuery({
    queryKey: ['finding', finding.id, finding.version],
    queryFn: async ({ signal }) => {
      const params = { id: finding.id };
      const [whole, paths] = await Promise.all([
        bodyOf(api.getFinding({ params }, { signal })),
        bodyOf(api.getFindingPaths({ params }, { signal })),
      ]);
      return { whole, paths };
    },
  });
  return (
    <div className="mt-2 rounded-lg bg-sunken p-3 text-sm sm:ml-10">
      <QueryView query={detail}>
        {({ whole, paths }) => (
          <div className="grid gap-4">
            <ul className="grid gap-1 text-soft">
              {whole.matched_advisories.map((advisory) => (
                <li key={advisory.id}>
                  <CodeText className="text-ink">{advisory.id}</CodeText>: {inWords(advisory.text, t)}
                </li>
              ))}
            </ul>
            {paths.files.map(({ file, paths: ways }) => (
              <div key={file}>
                <p className="mb-1 text-xs text-faint">
                  <CodeText>
                    {file}
                    {whole.occurrences.find((one) => one.file === file)?.line !== undefined &&
                      `:${whole.occurrences.find((one) => one.file === file)?.line}`}
                  </CodeText>
                </p>
                <ul className="grid gap-1.5">
                  {ways.map((way) => (
                    <li key={way.join('>')} className="flex flex-wrap items-center gap-1">
                      {way.map((step, at) => (
                        <span key={step} className="inline-flex items-center gap-1">
                          {at > 0 && <ChevronRight aria-hidden className="size-3.5 text-faint" />}
                          <CodeText
                            className={classNames(
                              'rounded-md border px-1.5 py-0.5',
                              at === way.length - 1 ? 'border-critical text-critical' : 'border-line bg-card',
                            )}
                          >
                            {step}
                          </CodeText>
                        </span>
                      ))}
                      {way.length === 1 && <span className="text-xs text-soft">{t('apv.path.direct')}</span>}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
            <FindingUse use={whole.use} />
            <VexStatement finding={whole} />
            <FindingAcceptance finding={whole} />
          </div>
        )}
      </QueryView>
    </div>
  );
}
