import type { ApvWithContext } from '@maximus/contracts';
import { ExternalLink } from 'lucide-react';
import { Badge } from '../../design/badge.tsx';
import { Panel } from '../../design/card.tsx';
import { CodeText, Facts, RelativeTime } from '../../design/texts.tsx';
import { webAddress } from '../../entities/safe-names.ts';
import { useI18n } from '../../i18n/i18n.tsx';

/** How many fixed versions of a package are named. */
const shownVersions = 6;

/** What the advisories say: text as text, packages, references, sources. */
export function AdvisoryFacts({ apv }: { readonly apv: ApvWithContext }) {
  const { t } = useI18n();
  const references = apv.references.flatMap(({ type, url }) => {
    const address = webAddress(url);
    return address === undefined ? [] : [{ type, address }];
  });
  return (
    <Panel title={t('apv.what')}>
      <div className="grid gap-5 text-sm">
        {apv.details !== '' && <p className="max-w-prose whitespace-pre-wrap break-words">{apv.details}</p>}
        <div>
          <h3 className="mb-2 font-semibold">{t('apv.packages')}</h3>
          <ul className="grid gap-2">
            {apv.affected_packages.map((one) => (
              <li key={`${one.ecosystem}/${one.name}`} className="flex flex-wrap items-center gap-2">
                <Badge>{one.ecosystem}</Badge>
                <CodeText className="font-semibold">{one.name}</CodeText>
                <span className={one.fixed_versions.length === 0 ? 'text-high' : 'text-soft'}>
                  {one.fixed_versions.length === 0
                    ? t('apv.package.noFix')
                    : t('apv.package.fixedIn', { versions: one.fixed_versions.slice(0, shownVersions).join(', ') })}
                </span>
              </li>
            ))}
          </ul>
        </div>
        <Facts
          facts={[
            [t('apv.weaknesses'), apv.cwe_ids.length === 0 ? t('common.none') : apv.cwe_ids.join(', ')],
            ...(apv.cvss === undefined
              ? []
              : [[`CVSS ${apv.cvss.version}`, <CodeText key="vector">{apv.cvss.vector_string}</CodeText>] as const]),
            [
              t('apv.published'),
              apv.published === undefined ? t('common.none') : <RelativeTime key="published" time={apv.published} />,
            ],
            [t('apv.modified'), <RelativeTime key="modified" time={apv.modified} />],
            [t('apv.sources'), apv.sources.join(', ')],
            [t('finding.due'), t('apv.duePolicy', { policy: apv.due_policy })],
            ...(apv.related.length === 0 ? [] : [[t('apv.related'), apv.related.join(', ')] as const]),
            [t('apv.correlation'), <CodeText key="correlation">{apv.correlation_id}</CodeText>],
          ]}
        />
        {references.length > 0 && (
          <div>
            <h3 className="mb-2 font-semibold">{t('apv.references')}</h3>
            <ul className="grid gap-1">
              {references.map(({ type, address }) => (
                <li key={`${type} ${address}`} className="min-w-0">
                  <a
                    href={address}
                    target="_blank"
                    rel="noreferrer nofollow"
                    className="inline-flex max-w-full items-center gap-1.5 text-accent underline"
                  >
                    <span className="truncate">{address}</span>
                    <ExternalLink aria-hidden className="size-3.5 shrink-0" />
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}
