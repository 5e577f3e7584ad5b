import type { Patch } from '@maximus/contracts';
import { Badge } from '../../design/badge.tsx';
import { CodeText } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** What a major step may break, and how to migrate. */
export function BreakingChanges({ report }: { readonly report: NonNullable<Patch['breaking_change_report']> }) {
  const { t } = useI18n();
  const { changes, overall_risk: risk } = report;
  return (
    <div className="grid gap-3 text-sm">
      <Badge tone={risk === 'unknown' ? 'unchecked' : risk}>{t(`breaking.risk.${risk}`)}</Badge>
      {changes.length === 0 && <p className="text-soft">{t('breaking.none')}</p>}
      <ul className="grid gap-3">
        {changes.map((change) => (
          <li key={`${change.category}/${change.description}`} className="rounded-lg border border-line p-3">
            <div className="flex flex-wrap items-center gap-2">
              <Badge tone={change.severity}>{change.category}</Badge>
              <span className="text-xs text-faint">{change.source}</span>
            </div>
            <p className="mt-1 break-words">{change.description}</p>
            {change.affected_apis.length > 0 && (
              <p className="mt-1 flex flex-wrap gap-2">
                {change.affected_apis.map((api) => (
                  <CodeText key={api}>{api}</CodeText>
                ))}
              </p>
            )}
            {change.migration_steps.length > 0 && (
              <ol className="mt-1 list-decimal pl-5 text-soft">
                {change.migration_steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
