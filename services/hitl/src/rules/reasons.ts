import type { PolicyReason } from '@maximus/contracts';

/** One condition with what it came to. */
export function reason(code: string, holds: boolean, value: PolicyReason['value'], message: string): PolicyReason {
  return { code, holds, value, message };
}

/** Whether all conditions hold. */
export function allHold(reasons: readonly PolicyReason[]): boolean {
  return reasons.every(({ holds }) => holds);
}
