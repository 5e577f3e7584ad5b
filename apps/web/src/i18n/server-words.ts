import { en } from './en/index.ts';
import type { MessageKey } from './locales.ts';
import type { MessageValues } from './translate.ts';

type Translate = (key: MessageKey, values?: MessageValues) => string;
type SaidKey = Extract<MessageKey, `said.${string}`>;

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
]);
const slot = /\{(\w+)(?:\|[^|{}]*\|([^|{}]*))?\}/g;

/** A sentence without places by its words, and those with places as patterns, made from the English catalogue. */
const whole = new Map<string, SaidKey>();
const patterns: { readonly key: SaidKey; readonly pattern: RegExp }[] = [];
for (const [key, text] of Object.entries(en) as [MessageKey, string][]) {
  if (!isSaid(key)) continue;
  const parts = text.split(slot);
  if (parts.length === 1) whole.set(text, key);
  else patterns.push({ key, pattern: patternOf(text) });
}

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
  if (/^dec_[0-9a-z]+ waits for people$/.test(said)) return t('said.waits');
  const key = whole.get(said);
  if (key !== undefined) return t(key);
  for (const { key: one, pattern } of patterns) {
    const values = pattern.exec(said)?.groups;
    if (values !== undefined) return t(one, inside(values, t));
  }
  return said;
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

function isSaid(key: MessageKey): key is SaidKey {
  return key.startsWith('said.');
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
