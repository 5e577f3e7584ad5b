import type { FindingUse as Use } from '@maximus/contracts';
import { Badge, type Tone } from '../../design/badge.tsx';
import { CodeText, RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';

const tones: Record<NonNullable<Use['verdict']>, Tone> = {
  reachable: 'high',
  unreachable: 'neutral',
  not_decidable: 'unchecked',
};

/** How the project's own code uses the package: the verdict and why, where it is imported, where what is flawed is used. */
export function FindingUse({ use }: { readonly use: Use | undefined }) {
  const { t, percent } = useI18n();
  if (use === undefined) return <p className="text-soft">{t('use.none')}</p>;
  const { verdict, confidence, reason, locations, checked_at: at } = use;
  const called = locations.filter(({ symbol }) => symbol !== undefined);
  const imported = locations.filter(({ symbol }) => symbol === undefined);
  const symbols = [...new Set(called.map(({ symbol }) => symbol))];
  return (
    <section aria-label={t('use.title')} data-use={verdict ?? use.state} className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="font-semibold">{t('use.title')}</h3>
        {verdict !== undefined && <Badge tone={tones[verdict]}>{t(`use.verdict.${verdict}`)}</Badge>}
        {verdict !== undefined && verdict !== 'not_decidable' && confidence !== undefined && (
          <span className="text-xs text-soft numbers">{t('use.sure', { share: percent(confidence) })}</span>
        )}
        {symbols.map((symbol) => (
          <CodeText key={symbol} className="font-semibold">
            {symbol}
          </CodeText>
        ))}
        <span className="ml-auto text-xs text-faint">
          <RelativeTime time={at} />
        </span>
      </div>
      {reason !== undefined && <p className="text-soft">{inWords(reason, t)}</p>}
      <Places title={t('use.called')} places={called} />
      <Places title={t('use.imported')} places={imported} />
    </section>
  );
}

function Places({ title, places }: { readonly title: string; readonly places: Use['locations'] }) {
  if (places.length === 0) return null;
  return (
    <div>
      <p className="mb-1 text-xs text-faint">{title}</p>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
        {places.map(({ file, line, snippet }) => (
          <li
            key={`${file}:${line}:${snippet}`}
            className="grid gap-x-4 gap-y-0.5 px-3 py-1.5 md:grid-cols-[16rem_1fr]"
          >
            <CodeText className="text-soft">
              {file}:{line}
            </CodeText>
            <CodeText className="min-w-0 whitespace-pre-wrap">{snippet}</CodeText>
          </li>
        ))}
      </ul>
    </div>
  );
}
