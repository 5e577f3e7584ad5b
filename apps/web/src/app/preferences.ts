import { useSyncExternalStore } from 'react';
import type { Locale } from '../i18n/locales.ts';

/** What a person chose for this browser. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly motion: 'system' | 'reduced';
  readonly language: 'system' | Locale;
  /** Whether letters alone are keys of actions. */
  readonly singleKeys: boolean;
  readonly navigation: 'wide' | 'narrow';
  /** How the review queue is laid out. */
  readonly reviewList: 'cards' | 'dense';
}

const key = 'maximus.preferences';
const defaults: Preferences = {
  theme: 'system',
  motion: 'system',
  language: 'system',
  singleKeys: true,
  navigation: 'wide',
  reviewList: 'cards',
};
const listeners = new Set<() => void>();
let current = read();

/** The preferences and how to change some of them; every reader sees the change at once. */
export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  return [useSyncExternalStore(subscribe, () => current), changePreferences];
}

/** The preferences as they are now. */
export function preferences(): Preferences {
  return current;
}

/** Changes some preferences, keeps them, and applies theme and motion to the page. */
export function changePreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch (error) {
    // A browser that keeps nothing still honours the choice until the page is closed.
    if (!(error instanceof DOMException)) throw error;
  }
  applyAppearance();
  for (const listener of [...listeners]) listener();
}

/** Follows the system where the person chose nothing. */
export function applyAppearance(): void {
  const { dataset } = document.documentElement;
  const dark = current.theme === 'dark' || (current.theme === 'system' && matches('(prefers-color-scheme: dark)'));
  dataset['theme'] = dark ? 'dark' : 'light';
  const still = current.motion === 'reduced' || matches('(prefers-reduced-motion: reduce)');
  dataset['motion'] = still ? 'reduced' : 'full';
}

/** Keeps the appearance in step with the system; returns how to stop. */
export function followSystemAppearance(): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', applyAppearance);
  applyAppearance();
  return () => {
    for (const query of queries) query.removeEventListener('change', applyAppearance);
  };
}

function matches(query: string): boolean {
  return matchMedia(query).matches;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function read(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>;
    return { ...defaults, ...kept };
  } catch (error) {
    // Text that is no JSON, or a browser that keeps nothing: as if nothing had been chosen.
    if (error instanceof SyntaxError || error instanceof DOMException) return defaults;
    throw error;
  }
}
