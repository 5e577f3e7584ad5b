import type { PatchStatus, PatchTimings } from '@maximus/contracts';
import { Check, X } from 'lucide-react';
import { classNames } from '../design/class-names.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { patchSteps, stepStates } from './patch-steps.ts';

/** How far a patch is: six steps, each done, under way, failed or still to come, said in words as well. */
export function PatchStepper({ status, timings }: { readonly status: PatchStatus; readonly timings: PatchTimings }) {
  const { t, dateTime } = useI18n();
  const states = stepStates(status);
  return (
    <ol className="@container flex flex-wrap gap-1" aria-label={t('patch.steps')}>
      {patchSteps.map((step, at) => {
        const state = states[at] ?? 'open';
        const time = step === 'planned' ? timings.planned : timings[step];
        return (
          <li
            key={step}
            className="min-w-0 flex-1"
            title={`${t(`patch.step.${step}`)}: ${t(`patch.step.state.${state}`)}${time === undefined ? '' : `, ${dateTime(time)}`}`}
          >
            <span
              className={classNames(
                'grid h-1.5 rounded-full',
                state === 'done' && 'bg-accent',
                state === 'current' && 'animate-shimmer bg-accent/50',
                state === 'failed' && 'bg-critical',
                state === 'open' && 'bg-sunken',
              )}
            />
            <span
              className={classNames(
                'mt-1 hidden items-center gap-0.5 truncate text-[0.7rem] @md:flex',
                state === 'open' ? 'text-faint' : 'text-soft',
              )}
            >
              {state === 'done' && <Check aria-hidden className="size-3 shrink-0" />}
              {state === 'failed' && <X aria-hidden className="size-3 shrink-0 text-critical" />}
              <span className="truncate">{t(`patch.step.${step}`)}</span>
            </span>
            <span className="sr-only">{t(`patch.step.state.${state}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
