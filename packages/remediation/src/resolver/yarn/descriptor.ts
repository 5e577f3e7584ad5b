import { isRange } from '../npm/spec.ts';
import type { Generation } from './lock-text.ts';

/** A requirement as yarn.lock lists it, in its parts. */
export interface Descriptor {
  readonly folder: string;
  /** As package.json would say it: a range, an alias with `npm:`, or something that is neither. */
  readonly range: string;
}

/** Takes `name@range` apart; berry's `npm:` in front of a plain range is left out. */
export function readDescriptor(pattern: string): Descriptor {
  const at = pattern.indexOf('@', 1);
  if (at < 0) return { folder: pattern, range: '' };
  return { folder: pattern.slice(0, at), range: plainRange(pattern.slice(at + 1)) };
}

/** `npm:^1.0.0` means `^1.0.0`; `npm:other@^1.0.0` is an alias and stays. */
export function plainRange(range: string): string {
  if (!range.startsWith('npm:')) return range;
  const rest = range.slice('npm:'.length);
  return isRange(rest) || /^[a-z][\w.-]*$/i.test(rest) ? rest : range;
}

/** The key under which an answer is kept. */
export function slotText(folder: string, range: string): string {
  return `${folder}@${plainRange(range)}`;
}

/** A key as the lock file lists it. */
export function patternOf(slot: string, generation: Generation): string {
  if (generation === 'classic') return slot;
  const { folder, range } = readDescriptor(slot);
  return `${folder}@${protocolRange(range)}`;
}

/** A requirement with the protocol that berry gives it. */
export function protocolRange(range: string): string {
  return /^[a-z][a-z+]*:/i.test(range) || /[/#]/.test(range) ? range : `npm:${range}`;
}

/** The package behind an alias; nothing for every other requirement. */
export function aliasOf(range: string): string | undefined {
  if (!range.startsWith('npm:')) return undefined;
  const body = range.slice('npm:'.length);
  const at = body.indexOf('@', 1);
  return at < 0 ? undefined : body.slice(0, at);
}
