import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

let nowMs = Date.now();
const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(reader: () => void): () => void {
  // Nobody read it meanwhile, so it stood still.
  if (readers.size === 0) nowMs = Date.now();
  readers.add(reader);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const told of [...readers]) told();
  }, 10_000);
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present, every ten seconds anew: one timer for the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}

/** A time as people say it, with local time and UTC on hover. */
export function RelativeTime({ time }: { readonly time: string | number }) {
  const { relative, dateTime } = useI18n();
  const now = useNow();
  const iso = new Date(time).toISOString();
  // What has just happened, by a clock that is read every ten seconds or runs behind the server's, is now and not to come.
  const soonMs = Date.parse(iso) - now;
  return (
    <time dateTime={iso} title={`${dateTime(time)} · ${iso}`} className="whitespace-nowrap">
      {relative(time, soonMs > 0 && soonMs < 15_000 ? now + soonMs : now)}
    </time>
  );
}

/** How old figures are that were computed a while ago and kept; nothing while they are of this moment. */
export function ComputedAt({ time, what }: { readonly time: string; readonly what?: string }) {
  const { t, relative } = useI18n();
  const now = useNow();
  if (now - Date.parse(time) < 20_000) return null;
  return (
    <p data-computed={time} title={new Date(time).toISOString()} className="text-xs text-faint">
      {what !== undefined && `${what}: `}
      {t('common.computed', { when: relative(time, now) })}
    </p>
  );
}

/** When something is due: in words, with the overdue marked by a word and not by colour alone. */
export function DueTime({ time, brief = false }: { readonly time: string | undefined; readonly brief?: boolean }) {
  const { t, relative } = useI18n();
  const now = useNow();
  if (time === undefined) return <span className="text-faint">{t('common.noDue')}</span>;
  const late = Date.parse(time) < now;
  return (
    <span className={late ? 'font-semibold text-critical' : ''} title={new Date(time).toISOString()}>
      {t(late ? (brief ? 'common.late' : 'common.overdue') : 'common.due', { when: relative(time, now) })}
    </span>
  );
}

/** An id, a version or a path: never broken by a language's rules. */
export function CodeText({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <code translate="no" className={classNames('font-mono text-[0.85em] break-all', className)}>
      {children}
    </code>
  );
}

/** A button that copies a text and says that it did. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const handle = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(handle);
  }, [copied]);
  return (
    <IconButton
      label={copied ? t('common.copied') : label}
      className="size-7"
      onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
    >
      {copied ? <Check aria-hidden className="size-4 text-good" /> : <Copy aria-hidden className="size-4" />}
    </IconButton>
  );
}

/** A key as it stands on a keyboard. */
export function KeyCap({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="inline-grid min-w-6 place-items-center rounded-md border border-line-strong bg-sunken px-1.5 font-mono text-xs leading-5 text-soft">
      {children}
    </kbd>
  );
}

/** Name and value pairs. */
export function Facts({ facts }: { readonly facts: readonly (readonly [title: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-2 text-sm">
      {facts.map(([title, value]) => (
        <div key={title} className="contents">
          <dt className="text-soft">{title}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
