import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { usePreferences } from '../app/preferences.ts';
import { type Failed, failureWords } from './failure-words.ts';
import { createFormats, type Formats } from './formats.ts';
import { english, type Locale, loadLanguage, localeFor, type MessageKey, variantFor } from './locales.ts';
import { fill, type MessageValues } from './translate.ts';

interface I18n extends Formats {
  readonly locale: Locale;
  /** The message of a key in the person's language. */
  readonly t: (key: MessageKey, values?: MessageValues) => string;
  /** What went wrong, in the person's language. */
  readonly failed: (failure: Failed) => string;
}

const I18nContext = createContext<I18n | undefined>(undefined);

/** Gives the page its language: the person's choice, else the browser's. */
export function I18nProvider({ children }: { readonly children: ReactNode }) {
  const [{ language }] = usePreferences();
  const wanted = language === 'system' ? localeFor(navigator.languages) : language;
  const [loaded, setLoaded] = useState(english);

  useEffect(() => {
    let current = true;
    void loadLanguage(wanted).then((language) => {
      if (current) setLoaded(language);
    });
    return () => {
      current = false;
    };
  }, [wanted]);

  const value = useMemo<I18n>(() => {
    const { locale, messages, failures } = loaded;
    document.documentElement.lang = locale;
    return {
      locale,
      t: (key, values) => {
        const message = messages[key] ?? key;
        return values === undefined ? message : fill(message, values, locale);
      },
      failed: (failure) => failureWords(failure, failures),
      ...createFormats(variantFor(locale, navigator.languages)),
    };
  }, [loaded]);
  return <I18nContext value={value}>{children}</I18nContext>;
}

/** Messages and formats in the person's language. */
export function useI18n(): I18n {
  const i18n = useContext(I18nContext);
  if (i18n === undefined) throw new Error('useI18n is called outside I18nProvider');
  return i18n;
}
