import type { ApvWithContext, Priority, PriorityReason } from '@maximus/contracts';
import { useI18n } from '../i18n/i18n.tsx';
import { inWords } from '../i18n/server-words.ts';
import { whatWouldChange } from './what-would-change.ts';

/** Why an APV has its priority: the reasons in order, the points of its score, what SSVC was asked, what would change it. */
export function PriorityWhy({
  apv,
}: {
  readonly apv: Pick<ApvWithContext, 'priority_reasons' | 'priority_score' | 'ssvc' | 'kev' | 'epss' | 'priority'>;
}) {
  const { t, number } = useI18n();
  const steps = apv.priority_reasons.filter(({ effect }) => effect !== 'score');
  const points = apv.priority_reasons.filter(({ effect }) => effect === 'score');
  const changes = whatWouldChange(apv);
  return (
    <div className="grid gap-5">
      <ol className="grid gap-2">
        {steps.map((reason, at) => (
          <li key={reason.code} className="flex gap-3 text-sm">
            <span
              aria-hidden
              className="grid size-6 shrink-0 place-items-center rounded-full bg-sunken text-xs font-semibold numbers"
            >
              {at + 1}
            </span>
            <p>
              <span className="font-semibold">
                {t(`vocabulary.effect.${reason.effect}`)} {levelOf(reason, apv.priority, t)}
              </span>
              <span className="text-soft"> — {inWords(reason.text, t)}</span>
            </p>
          </li>
        ))}
      </ol>
      <div>
        <h3 className="mb-2 text-sm font-semibold">{t('apv.score', { score: number(apv.priority_score) })}</h3>
        <ul className="grid gap-1.5">
          {points.map((reason) => {
            const value = typeof reason.value === 'number' ? reason.value : 0;
            return (
              <li key={reason.code} className="grid grid-cols-[1fr_3rem] items-center gap-x-3 text-sm">
                <span className="text-soft">{inWords(reason.text.replace(/: [\d.]{1,12} points$/, ''), t)}</span>
                <span className="text-right font-medium numbers">{number(value)}</span>
                <span aria-hidden className="col-span-2 h-1 rounded-full bg-sunken">
                  <span
                    className="block h-1 rounded-full bg-accent"
                    style={{ width: `${Math.min(100, Math.max(0, value))}%` }}
                  />
                </span>
              </li>
            );
          })}
        </ul>
      </div>
      <div className="text-sm">
        <h3 className="mb-1 font-semibold">{t('apv.ssvc')}</h3>
        <p className="text-soft">
          {t(`vocabulary.ssvc.${apv.ssvc.outcome}`)} · {t(apv.ssvc.in_kev ? 'apv.ssvc.kev' : 'apv.ssvc.notKev')} ·{' '}
          {t(apv.ssvc.publicly_exposed ? 'apv.ssvc.exposed' : 'apv.ssvc.internal')} ·{' '}
          {t(apv.ssvc.automatable ? 'apv.ssvc.automatable' : 'apv.ssvc.notAutomatable')} ·{' '}
          {t(`apv.ssvc.${apv.ssvc.technical_impact}`)}
        </p>
        {apv.ssvc.assumed.length > 0 && (
          <p className="mt-1 text-unchecked">
            {t('apv.ssvc.assumed', { what: apv.ssvc.assumed.map((one) => t(`apv.assumed.${one}`)).join(', ') })}
          </p>
        )}
      </div>
      {changes.length > 0 && (
        <div className="text-sm">
          <h3 className="mb-1 font-semibold">{t('apv.change')}</h3>
          <ul className="list-disc pl-5 text-soft marker:text-faint">
            {changes.map((change) => (
              <li key={change}>{t(`apv.change.${change}`)}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function levelOf({ value: said }: PriorityReason, priority: Priority, t: ReturnType<typeof useI18n>['t']): string {
  // What keeps a level names none of its own.
  const value = said === true ? priority : said;
  return value === 'critical' || value === 'high' || value === 'medium' || value === 'low'
    ? t(`vocabulary.priority.${value}`).toLowerCase()
    : String(value);
}
