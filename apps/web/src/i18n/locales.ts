import type { heard } from './en/heard.ts';
import { en } from './en/index.ts';
import { learnToHear } from './server-words.ts';

/** Every message of the page by its key, such as `shell.skip`. */
export type MessageKey = keyof typeof en | keyof typeof heard;
/** One language's messages. */
export type Catalogue = Readonly<Record<MessageKey, string>>;

/** Languages of the page, by their BCP 47 tag; English is in the first load, the other comes when it is asked for. */
export const locales = ['en', 'pt-BR'] as const;
/** One of them. */
export type Locale = (typeof locales)[number];

/** A language as the page speaks it. */
export interface Language {
  readonly locale: Locale;
  /** English has none for what the server says in English. */
  readonly messages: Readonly<Partial<Catalogue>>;
  /** Texts of error codes; none in the language that the server speaks. */
  readonly failures: Readonly<Record<string, string>>;
}

/** The language of the first load. */
export const english: Language = { locale: 'en', messages: en, failures: {} };

/** Loads a language. */
export async function loadLanguage(locale: Locale): Promise<Language> {
  if (locale === 'en') return english;
  const { failures, heard, ptBr } = await import('./pt-br/index.ts');
  learnToHear(heard);
  return { locale, messages: ptBr, failures };
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
