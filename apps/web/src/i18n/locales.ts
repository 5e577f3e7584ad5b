import { en } from './en/index.ts';

/** Every message of the page by its key, such as `shell.skip`. */
export type MessageKey = keyof typeof en;
/** One language's messages. */
export type Catalogue = Readonly<Record<MessageKey, string>>;

/** Languages of the page, by their BCP 47 tag; English is in the first load, the other comes when it is asked for. */
export const locales = ['en', 'pt-BR'] as const;
/** One of them. */
export type Locale = (typeof locales)[number];

/** Loads the messages of a language. */
export async function loadCatalogue(locale: Locale): Promise<Catalogue> {
  return locale === 'en' ? en : (await import('./pt-br/index.ts')).ptBr;
}

/** The language for a browser: the first of its preferences that the page speaks, else English. */
export function localeFor(preferred: readonly string[]): Locale {
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith('pt')) return 'pt-BR';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/** How this browser writes dates and numbers in a language: its own variant of it, such as `en-GB`, else the language's. */
export function variantFor(locale: Locale, preferred: readonly string[]): string {
  return preferred.find((tag) => localeFor([tag]) === locale && /^(?:en|pt)\b/i.test(tag)) ?? locale;
}
