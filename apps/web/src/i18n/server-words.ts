import { en } from './en/index.ts';
import type { MessageKey } from './locales.ts';
import type { MessageValues } from './translate.ts';

type Translate = (key: MessageKey, values?: MessageValues) => string;
const priorities = ['critical', 'high', 'medium', 'low'] as const;
const spaced = new Set([
  'share',
  'ids',
  'verdict',
  'source',
  'inputs',
  'input',
  'time',
  'symbols',
  'why',
  'evidence',
  'place',
  'candidate',
  'holder',
  'names',
]);
const slot = /\{(\w+)(?:\|[^|{}]*\|([^|{}]*))?\}/g;

/** A sentence that was recognised: its message, and what stands in its places. */
export interface Heard {
  readonly key: MessageKey;
  readonly values?: Readonly<Record<string, string>>;
}

/** The sentences of the server that the language of the page says otherwise, by their messages; none in English. */
let sentences: Readonly<Record<string, string>> = {};
const hearings: (() => void)[] = [];

/** Gives the server's sentences to whoever recognises them: with a language that has its own words for them. */
export function learnToHear(heard: Readonly<Record<string, string>>): void {
  sentences = heard;
  for (const forget of hearings) forget();
}

/** Whether the language of the page has its own words for what stands under a key. */
export function isHeard(key: string): key is MessageKey {
  return Object.hasOwn(sentences, key);
}

/** Recognises the sentences whose messages begin so: those without places by their words, the others by patterns made from English. */
export function hearingOf(prefix: string): (said: string) => Heard | undefined {
  let known: ReturnType<typeof sentencesOf> | undefined;
  hearings.push(() => {
    known = undefined;
  });
  return (said) => {
    known ??= sentencesOf(prefix);
    const key = known.whole.get(said);
    if (key !== undefined) return { key };
    for (const { key: one, pattern } of known.patterns) {
      const values = pattern.exec(said)?.groups;
      if (values !== undefined) return { key: one, values };
    }
    return undefined;
  };
}

function sentencesOf(prefix: string) {
  const whole = new Map<string, MessageKey>();
  const patterns: { readonly key: MessageKey; readonly pattern: RegExp }[] = [];
  for (const [key, text] of Object.entries(sentences) as [MessageKey, string][]) {
    if (!key.startsWith(prefix)) continue;
    if (text.split(slot).length === 1) whole.set(text, key);
    else patterns.push({ key, pattern: patternOf(text) });
  }
  return { whole, patterns };
}

const hear = hearingOf('said.');

/**
 * What the server says, in the person's language: sentences and lines of ` · ` that the catalogue knows. What it does not
 * know stands as it was said.
 */
export function inWords(said: string, t: Translate): string {
  return said
    .split(' · ')
    .map((part) => sentence(part, t))
    .join(' · ');
}

function sentence(said: string, t: Translate): string {
  // Ids are for machines.
  if (/^dec_[0-9a-z]+ waits for people$/.test(said)) return t('common.waitsForPeople');
  const heard = hear(said);
  if (heard === undefined) return said;
  return heard.values === undefined ? t(heard.key) : t(heard.key, inside(heard.values, t));
}

/** Values that are words themselves. */
function inside(values: Readonly<Record<string, string>>, t: Translate): MessageValues {
  const filled: Record<string, string> = { ...values };
  const { priority, verdict, rung } = values;
  const level = priorities.find((one) => one === priority);
  if (level !== undefined) filled['priority'] = t(`vocabulary.priority.${level}`).toLowerCase();
  for (const name of ['level', 'time', 'input', 'why', 'evidence', 'candidate', 'holder'] as const) {
    if (values[name] !== undefined) filled[name] = word(values[name], t);
  }
  if (values['inputs'] !== undefined)
    filled['inputs'] = values['inputs']
      .split(/(, |; )/)
      .map((one) => sentence(one, t))
      .join('');
  for (const [name, key] of [
    ['rung', `vocabulary.rung.${rung}`],
    ['verdict', `vocabulary.verdict.${verdict?.replaceAll(' ', '_')}`],
  ] as const) {
    if (Object.hasOwn(en, key)) filled[name] = t(key as MessageKey).toLowerCase();
  }
  return filled;
}

function word(said: string, t: Translate): string {
  const level = priorities.find((one) => one === said);
  return level === undefined ? sentence(said, t) : t(`vocabulary.priority.${level}`).toLowerCase();
}

/** What a place may hold: most hold no space, so that no text can be parted in many ways. */
function shapeOf(name: string): string {
  if (name === 'n') return '\\d{1,9}';
  if (name === 'priority') return priorities.join('|');
  return !spaced.has(name) ? '\\S{1,200}' : '[^\\n]{1,200}';
}

function patternOf(text: string): RegExp {
  let last = 0;
  let source = '';
  for (const match of text.matchAll(slot)) {
    const [found, name = '', many] = match;
    source += literal(text.slice(last, match.index));
    source += `(?<${name}>${shapeOf(name)})`;
    if (many !== undefined) source += literal(many.slice(1)).replace(/s$/, 's?');
    last = match.index + found.length;
  }
  return new RegExp(`^${source}${literal(text.slice(last))}$`);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
