/** A key press as far as actions look at it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * How a press is written in the registry: `a`, `?`, `Shift+x`, `Mod+k` (Ctrl or ⌘), `Enter`. Shift is named only where
 * the character does not show it. `undefined` for a press that no action may take.
 */
export function chordOf(press: KeyPress): string | undefined {
  if (press.altKey || ['Shift', 'Control', 'Meta', 'Alt', 'Tab', 'Dead'].includes(press.key)) return undefined;
  const mod = press.ctrlKey || press.metaKey;
  const isLetter = /^\p{L}$/u.test(press.key);
  const key = isLetter ? press.key.toLowerCase() : press.key;
  return `${mod ? 'Mod+' : ''}${press.shiftKey && isLetter ? 'Shift+' : ''}${key}`;
}

/** Whether a chord is a bare character: off in text fields, and where the person switched such keys off. */
export function isBare(chord: string): boolean {
  return !chord.startsWith('Mod+') && chord !== 'Escape' && chord !== 'Enter';
}

/** Milliseconds that the second key of a sequence such as `g o` is waited for. */
const sequenceMs = 1_200;

/** What follows presses: sequences of two are `g o`. */
export interface KeySequence {
  /** The keys that this press may stand for, the sequence first; empty while a second key is waited for. */
  press(chord: string, nowMs: number, startsSequence: boolean): readonly string[];
}

/** Follows presses, so that `g` and then `o` within 1.2 s are `g o`. */
export function createKeySequence(): KeySequence {
  let first: { chord: string; atMs: number } | undefined;
  return {
    press(chord, nowMs, startsSequence) {
      const before = first !== undefined && nowMs - first.atMs <= sequenceMs ? first.chord : undefined;
      first = undefined;
      if (before !== undefined) return [`${before} ${chord}`, chord];
      if (startsSequence) first = { chord, atMs: nowMs };
      return startsSequence ? [] : [chord];
    },
  };
}

/** Keys as people read them: `Mod+k` is `⌘ K` on a Mac and `Ctrl K` elsewhere. */
export function shownKeys(keys: string, isMac: boolean): readonly string[] {
  return keys
    .split(/[ +]/)
    .map((key) =>
      key === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : key === 'Escape' ? 'Esc' : key.length === 1 ? key.toUpperCase() : key,
    );
}
