import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { usePreferences } from '../app/preferences.ts';
import { en } from './en/index.ts';
import { createFormats, type Formats } from './formats.ts';
import { type Catalogue, type Locale, loadCatalogue, localeFor, type MessageKey, variantFor } from './locales.ts';
import { fill, type MessageValues } from './translate.ts';

interface I18n extends Formats {
  readonly locale: Locale;
  /** The message of a key in the person's language. */
  readonly t: (key: MessageKey, values?: MessageValues) => string;
}

const I18nContext = createContext<I18n | undefined>(undefined);

/** Gives the page its language: the person's choice, else the browser's. */
export function I18nProvider({ children }: { readonly children: ReactNode }) {
  const [{ language }] = usePreferences();
  const wanted = language === 'system' ? localeFor(navigator.languages) : language;
  const [loaded, setLoaded] = useState<{ locale: Locale; catalogue: Catalogue }>({ locale: 'en', catalogue: en });

  useEffect(() => {
    let current = true;
    void loadCatalogue(wanted).then((catalogue) => {
      if (current) setLoaded({ locale: wanted, catalogue });
    });
    return () => {
      current = false;
    };
  }, [wanted]);

  const value = useMemo<I18n>(() => {
    const { locale, catalogue } = loaded;
    document.documentElement.lang = locale;
    return {
      locale,
      t: (key, values) => (values === undefined ? catalogue[key] : fill(catalogue[key], values, locale)),
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
