const durationMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const sizeBytes = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** Splits `"30s"` into number and unit without a regular expression over hostile input. */
function split(text: string): { amount: number; unit: string } | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 32) return undefined;
  let end = 0;
  while (end < trimmed.length && /[0-9.]/.test(trimmed.charAt(end))) end++;
  const amount = Number(trimmed.slice(0, end));
  return end === 0 || !Number.isFinite(amount) ? undefined : { amount, unit: trimmed.slice(end).trim() };
}

/** Milliseconds of a duration such as `"250ms"`, `"30s"`, `"15m"`, `"6h"`, `"7d"`; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const parts = split(text);
  if (parts === undefined || !Object.hasOwn(durationMs, parts.unit)) return undefined;
  return parts.amount * durationMs[parts.unit as keyof typeof durationMs];
}

/** Bytes of a size such as `"64MiB"` or `"10MB"`; `undefined` for anything else. */
export function parseSize(text: string): number | undefined {
  const parts = split(text);
  if (parts === undefined || !Object.hasOwn(sizeBytes, parts.unit)) return undefined;
  return Math.round(parts.amount * sizeBytes[parts.unit as keyof typeof sizeBytes]);
}
