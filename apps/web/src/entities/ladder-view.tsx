import { Rung, type RungAttempt } from '@maximus/contracts';
import { Check, Minus, X } from 'lucide-react';
import { Badge } from '../design/badge.tsx';
import { classNames } from '../design/class-names.ts';
import { CodeText } from '../design/texts.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { inWords } from '../i18n/server-words.ts';
import { DiffFiles } from './diff/diff-viewer.tsx';
import { isDiff } from './draft-diff.ts';

interface LadderViewProps {
  readonly attempts: readonly RungAttempt[];
  /** The rung of the patch: another that was taken on the way did not come to its end. */
  readonly rung: Rung;
}

/** The ten rungs in their order: which was taken, which could not be and why, and which were not needed (eureka.md §3). */
export function LadderView({ attempts, rung: chosen }: LadderViewProps) {
  const { t, duration } = useI18n();
  const of = (rung: Rung) => attempts.filter((attempt) => attempt.rung === rung);
  return (
    <ol className="grid">
      {Rung.options.map((rung, at) => {
        const tries = of(rung);
        const taken = rung === chosen;
        // A rung that a smaller change made unnecessary did not fail.
        const needed = tries.some(({ why_not }) => why_not !== 'superseded');
        const state = taken ? 'taken' : needed ? 'failed' : 'skipped';
        const Icon = { taken: Check, failed: X, skipped: Minus }[state];
        return (
          <li key={rung} data-rung={rung} data-rung-state={state} className="relative flex gap-3 pb-3 last:pb-0">
            {at < Rung.options.length - 1 && (
              <span aria-hidden className="absolute top-6 bottom-0 left-[0.7rem] w-px bg-line" />
            )}
            <span
              className={classNames(
                'z-[1] grid size-6 shrink-0 place-items-center rounded-full',
                state === 'taken' && 'bg-accent text-on-accent',
                state === 'failed' && 'bg-critical-soft text-critical',
                state === 'skipped' && 'bg-sunken text-faint',
              )}
            >
              <Icon aria-hidden className="size-3.5" strokeWidth={2.6} />
            </span>
            <div className="min-w-0 flex-1 text-sm">
              <div className="flex flex-wrap items-center gap-2">
                <span className={classNames('font-semibold', state === 'skipped' && 'text-faint')}>
                  {t(`vocabulary.rung.${rung}`)}
                </span>
                <span className={classNames('text-xs', state === 'taken' ? 'font-semibold text-accent' : 'text-faint')}>
                  {t(`ladder.${state}`)}
                </span>
              </div>
              {tries.map((attempt, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a list that does not change
                <div key={index} className="mt-0.5">
                  <p className="text-soft">
                    {attempt.why_not !== undefined && (
                      <span className="mr-2">
                        <Badge tone="neutral">{t(`vocabulary.whyNot.${attempt.why_not}`)}</Badge>
                      </span>
                    )}
                    {inWords(attempt.sentence, t)}
                    {attempt.duration_ms >= 500 && (
                      <span className="ml-2 text-xs text-faint numbers">{duration(attempt.duration_ms / 1_000)}</span>
                    )}
                  </p>
                  {attempt.evidence.length > 0 && (
                    <details className="mt-1">
                      <summary className="min-h-6 text-xs text-soft">
                        {t('ladder.tried', { n: attempt.evidence.length })}
                      </summary>
                      <ul className="grid list-disc gap-1 pl-5">
                        {attempt.evidence.map((one) => (
                          <li key={one}>
                            <Tried text={one} />
                          </li>
                        ))}
                      </ul>
                    </details>
                  )}
                </div>
              ))}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** What was tried: a candidate in a line, a draft of code as a diff, another text as it stands. */
function Tried({ text }: { readonly text: string }) {
  if (isDiff(text)) return <DiffFiles text={text} />;
  if (!text.includes('\n')) return <CodeText>{text}</CodeText>;
  return (
    <pre translate="no" className="max-h-80 overflow-auto rounded-lg bg-sunken p-2 font-mono text-xs">
      {text}
    </pre>
  );
}
