import type { Rung, RungAttempt } from '@maximus/contracts';
import { parseUnifiedDiff } from './diff/parse-unified-diff.ts';

/** Whether a text is a unified diff: what rungs that draft code leave among their evidence. */
export function isDiff(text: string): boolean {
  return /^--- [^\n]+\n\+\+\+ /m.test(text) && parseUnifiedDiff(text).some(({ hunks }) => hunks.length > 0);
}

/** The change of code that a rung drafted for a patch which changes no file itself: a person applies it. */
export function draftOf(rung: Rung, attempts: readonly RungAttempt[] = []): string | undefined {
  const diffs = attempts.filter((attempt) => attempt.rung === rung).flatMap(({ evidence }) => evidence.filter(isDiff));
  return diffs.length === 0 ? undefined : diffs.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join('');
}
