import type { StateChange } from '@maximus/contracts';
import { RelativeTime } from '../design/texts.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { inWords } from '../i18n/server-words.ts';

interface StateHistoryProps {
  readonly history: readonly StateChange[];
  /** The words of a state. */
  readonly nameOf: (state: string) => string;
  /** The name of a person's id, where the page knows it. */
  readonly nameOfPerson?: (id: string) => string | undefined;
}

/** How the state of something changed, newest first, with who and why. */
export function StateHistory({ history, nameOf, nameOfPerson }: StateHistoryProps) {
  const { t } = useI18n();
  if (history.length === 0) return <p className="text-sm text-soft">{t('common.none')}</p>;
  const newestFirst = [...history].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <ol className="grid gap-3 border-l border-line pl-4">
      {newestFirst.map((change, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two changes may be of the same moment
        <li key={`${change.at}/${at}`} className="relative text-sm">
          <span aria-hidden className="absolute top-1.5 -left-[1.3rem] size-2 rounded-full bg-line-strong" />
          <span className="font-medium">{nameOf(change.to)}</span>{' '}
          <span className="text-xs text-faint">
            <RelativeTime time={change.at} /> · {nameOfPerson?.(change.by ?? '') ?? change.by ?? change.actor}
          </span>
          {change.reason !== '' && <p className="break-words text-soft">{inWords(change.reason, t)}</p>}
        </li>
      ))}
    </ol>
  );
}
