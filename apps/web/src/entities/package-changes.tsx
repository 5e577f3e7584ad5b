import type { PackageChange } from '@maximus/contracts';
import { Badge } from '../design/badge.tsx';
import { Table } from '../design/table.tsx';
import { CodeText } from '../design/texts.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { inWords } from '../i18n/server-words.ts';
import { packageName } from './safe-names.ts';
import { VersionStep } from './version-step.tsx';

/** What a patch changes in the resolved tree, and why each. */
export function PackageChanges({ changes }: { readonly changes: readonly PackageChange[] }) {
  const { t } = useI18n();
  return (
    <Table
      caption={t('changes.title')}
      rows={changes}
      rowKey={(change) => `${change.purl_from ?? ''}>${change.purl_to ?? ''}`}
      columns={[
        {
          id: 'package',
          title: t('changes.package'),
          cell: (change) => {
            const [name, from] = split(change.purl_from);
            const [target, to] = split(change.purl_to);
            return (
              <span className="grid">
                <CodeText className="font-semibold">{target ?? name}</CodeText>
                <VersionStep from={from} to={to} />
              </span>
            );
          },
        },
        {
          id: 'change',
          title: t('changes.change'),
          cell: (change) => (
            <span className="flex flex-wrap gap-1">
              <Badge tone={change.change === 'downgraded' ? 'high' : 'neutral'}>{t(`changes.${change.change}`)}</Badge>
              {change.semver_step !== 'none' && (
                <Badge tone={change.semver_step === 'major' ? 'high' : 'neutral'}>
                  {t(`changes.step.${change.semver_step}`)}
                </Badge>
              )}
              {change.direct && <Badge tone="accent">{t('changes.direct')}</Badge>}
            </span>
          ),
        },
        {
          id: 'why',
          title: t('changes.why'),
          from: 'md',
          cell: (change) => <span className="text-soft">{inWords(change.why, t)}</span>,
        },
      ]}
    />
  );
}

/** Name and version of a package URL. */
function split(purl: string | undefined): readonly [string | undefined, string | undefined] {
  if (purl === undefined) return [undefined, undefined];
  const at = purl.lastIndexOf('@');
  return at <= purl.lastIndexOf('/')
    ? [packageName(purl), undefined]
    : [packageName(purl.slice(0, at)), purl.slice(at + 1)];
}
