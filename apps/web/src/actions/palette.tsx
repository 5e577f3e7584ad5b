import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate } from 'react-router';
import { bodyOf } from '../api/failures.ts';
import { useServices } from '../api/use-services.tsx';
import { classNames } from '../design/class-names.ts';
import { Dialog } from '../design/dialog.tsx';
import { KeyCap } from '../design/texts.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { shownKeys } from './keys.ts';
import { type Entry, rankEntries } from './palette-entries.ts';
import { searchEntries } from './search-entries.ts';
import { useActionList } from './use-actions.tsx';

interface CommandPaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** What was typed before it was there; taken when it opens. */
  readonly typed: RefObject<string>;
}

/** Everything that can be done or found, by typing. */
export function CommandPalette({ open, onClose, typed }: CommandPaletteProps) {
  const { t } = useI18n();
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()} title={t('palette.title')} size="wide">
      {open && <PaletteBody onClose={onClose} typed={typed} />}
    </Dialog>
  );
}

function PaletteBody({ onClose, typed }: Omit<CommandPaletteProps, 'open'>) {
  const { t } = useI18n();
  const { api } = useServices();
  const navigate = useNavigate();
  const [text, setText] = useState(() => typed.current);
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const asked = useLate(text.trim(), 150);
  const found = useQuery({
    queryKey: ['search', asked],
    enabled: asked.length >= 2,
    queryFn: ({ signal }) => bodyOf(api.search({ query: { q: asked, limit: 5 } }, { signal })),
  });
  const actions = useActionList();
  const entries = useMemo(() => {
    const own = actions
      .filter((action) => action.hidden !== true && action.id !== 'palette.open')
      .map((action): Entry => {
        const available = action.available();
        return {
          id: action.id,
          title: action.title,
          detail: available === true ? '' : available,
          keys: action.keys?.[0],
          refused: available !== true,
          run: action.run,
        };
      });
    const hits = text.trim().length < 2 ? [] : searchEntries(found.data?.hits ?? [], (to) => void navigate(to));
    return [...rankEntries(own, text), ...hits];
  }, [actions, text, found.data, navigate]);
  const at = Math.min(chosen, entries.length - 1);

  useEffect(() => {
    typed.current = '';
  }, [typed]);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const run = (entry: Entry | undefined) => {
    if (entry === undefined || entry.refused) return;
    onClose();
    // Once the palette is gone. What it opens is there at once, with all that hears its keys: the next key is for that.
    setTimeout(() => flushSync(entry.run), 0);
  };
  const keyed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen(Math.max(0, Math.min(entries.length - 1, at + step)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(entries[at]);
    }
  };

  return (
    <div className="pb-4">
      <input
        role="combobox"
        // biome-ignore lint/a11y/noAutofocus: the palette was opened to type here, from the first letter on
        autoFocus
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={entries.length > 0 ? `${listId}-${at}` : undefined}
        aria-label={t('palette.placeholder')}
        placeholder={t('palette.placeholder')}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onKeyDown={keyed}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        className="mb-2 min-h-11 w-full rounded-lg border border-line-strong bg-card px-3 placeholder:text-faint"
      />
      <span role="status" className="sr-only">
        {t('palette.count', { n: entries.length })}
      </span>
      {entries.length === 0 && (
        <p className="px-3 py-6 text-center text-sm text-soft">{t('palette.nothing', { text })}</p>
      )}
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t('palette.title')}
        className="max-h-[52vh] overflow-y-auto"
      >
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the chosen one
          <div
            key={entry.id}
            id={`${listId}-${index}`}
            data-at={index}
            role="option"
            aria-selected={index === at}
            aria-disabled={entry.refused || undefined}
            onClick={() => run(entry)}
            onMouseMove={() => setChosen(index)}
            className={classNames(
              'flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-3 py-1 text-sm',
              index === at && 'bg-accent-soft',
              entry.refused && 'opacity-70',
            )}
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{entry.title}</span>
              {entry.detail !== '' && <span className="block truncate text-xs text-soft">{entry.detail}</span>}
            </span>
            {entry.keys !== undefined && (
              <span className="flex gap-1">
                {shownKeys(entry.keys, navigator.platform.startsWith('Mac')).map((key, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the same key may stand twice
                  <KeyCap key={place}>{key}</KeyCap>
                ))}
              </span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

/** A value once it has not changed for a while. */
function useLate<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}
