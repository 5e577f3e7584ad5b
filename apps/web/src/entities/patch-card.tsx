import type { PatchSummary } from '@maximus/contracts';
import { ExternalLink, FileDiff } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'react-router';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { RelativeTime } from '../design/texts.tsx';
import { StatusBadge, VerdictBadge } from '../design/vocabulary-badges.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { inWords } from '../i18n/server-words.ts';
import { PatchStepper } from './patch-stepper.tsx';
import { packageName, webAddress } from './safe-names.ts';
import { VersionStep } from './version-step.tsx';

interface PatchCardProps {
  readonly patch: PatchSummary;
  readonly onViewDiff?: ((patch: PatchSummary) => void) | undefined;
}

/** Where a patch has its page. */
export function patchAddress(patch: { readonly id: string }): string {
  return `/patches/${patch.id}`;
}

/** One patch: what it changes, how far it is, and what the arena says of it. */
export const PatchCard = memo(function PatchCard({ patch, onViewDiff }: PatchCardProps) {
  const { t, duration, percent } = useI18n();
  const pullRequest = webAddress(patch.pr_url);
  const reason = patch.status_reason === undefined ? undefined : inWords(patch.status_reason, t);
  return (
    <article
      aria-label={`${patch.code}: ${packageName(patch.package)}`}
      className="grid gap-3 rounded-xl border border-line bg-card p-4 shadow-card lift"
    >
      <div className="flex flex-wrap items-center gap-1.5">
        <StatusBadge status={patch.status} />
        <VerdictBadge verdict={patch.verdict} />
        {patch.confidence_score !== undefined && (
          <span className="text-xs text-soft numbers">
            {t('patch.confidence', { share: percent(patch.confidence_score) })}
          </span>
        )}
        <span className="ml-auto text-xs text-faint">
          <RelativeTime time={patch.updated_at} />
        </span>
      </div>
      <div className="min-w-0">
        <Link to={patchAddress(patch)} className="font-semibold break-all hover:text-accent">
          {packageName(patch.package)}
        </Link>
        <p>
          <VersionStep from={patch.from} to={patch.to} rung={patch.rung} />
        </p>
        <p className="text-sm text-soft">
          {patch.project} ·{' '}
          {patch.primary_ids.length > 0 ? patch.primary_ids.join(', ') : t(`patches.kind.${patch.kind}`)}
        </p>
      </div>
      <PatchStepper status={patch.status} timings={patch.timings} />
      {reason !== undefined && <p className="line-clamp-2 text-sm break-words text-soft">{reason}</p>}
      <div className="flex flex-wrap items-center gap-2 text-xs text-soft">
        <Badge tone="neutral">{t(`vocabulary.rung.${patch.rung}`)}</Badge>
        {patch.patch_size_lines > 0 && <span>{t('patch.lines', { n: patch.patch_size_lines })}</span>}
        {patch.timings.time_to_patch_seconds !== undefined && (
          <span>{t('patch.timeToPatch', { time: duration(patch.timings.time_to_patch_seconds) })}</span>
        )}
        <span className="ml-auto flex items-center gap-2">
          {pullRequest !== undefined && (
            <a
              href={pullRequest}
              target="_blank"
              rel="noreferrer"
              className="inline-flex min-h-6 items-center gap-1 text-accent underline"
            >
              {t('patch.pullRequest')}
              <ExternalLink aria-hidden className="size-3.5" />
            </a>
          )}
          {onViewDiff !== undefined && patch.patch_size_lines > 0 && (
            <Button size="small" icon={<FileDiff aria-hidden className="size-4" />} onClick={() => onViewDiff(patch)}>
              {t('patch.viewDiff')}
            </Button>
          )}
        </span>
      </div>
    </article>
  );
});
