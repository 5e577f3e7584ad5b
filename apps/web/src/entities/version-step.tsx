import type { Rung } from '@maximus/contracts';
import { ArrowRight } from 'lucide-react';
import { CodeText } from '../design/texts.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { changesNothing } from './no-change.ts';

interface VersionStepProps {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Where it is known: a remedy that changes no package leaves the version as it is. */
  readonly rung?: Rung | undefined;
}

/** From one version to another; either may be absent: added, removed, or no change of a package at all. */
export function VersionStep({ from, to, rung }: VersionStepProps) {
  const { t } = useI18n();
  if (from === undefined && to === undefined) return null;
  if (to === undefined && rung !== undefined && changesNothing(rung)) return <CodeText>{from}</CodeText>;
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-1.5 text-sm">
      <CodeText>{from ?? t('patch.absent')}</CodeText>
      <ArrowRight aria-label={t('patch.to')} className="size-3.5 shrink-0 text-faint" />
      <CodeText className="font-semibold">{to ?? t('patch.absent')}</CodeText>
    </span>
  );
}
