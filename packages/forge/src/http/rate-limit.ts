/** Until when a forge wants no further request. */
export interface Limit {
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** Whether this very request was refused for it. */
  readonly refused: boolean;
}

/** GitHub asks for at least a minute after a secondary limit that names no time. */
const secondaryMs = 60_000;

/**
 * What the headers of an answer say about limits: `Retry-After` (seconds or a date, RFC 9110 §10.2.3), GitHub's and Gitea's
 * `X-RateLimit-Remaining`/`-Reset`, GitLab's `RateLimit-Remaining`/`-Reset` (both: seconds since the epoch).
 */
export function waitAsked(status: number, headers: Headers, body: string, nowMs: number): Limit | undefined {
  const after = retryAfter(headers.get('retry-after'), nowMs);
  const used = headers.get('x-ratelimit-remaining') === '0' || headers.get('ratelimit-remaining') === '0';
  const reset = resetAt(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset'), nowMs);
  const secondary = status === 403 && /secondary rate limit|abuse detection/i.test(body.slice(0, 2000));
  const refused = status === 429 || (status === 403 && (used || after !== undefined || secondary));
  if (refused || (status === 503 && after !== undefined))
    return { notBefore: after ?? (used ? reset : undefined) ?? nowMs + secondaryMs, refused: true };
  return used && reset !== undefined ? { notBefore: reset, refused: false } : undefined;
}

function retryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,7}$/.test(value)) return nowMs + Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date, nowMs);
}

function resetAt(value: string | null, nowMs: number): number | undefined {
  if (value === null || !/^\d{1,12}$/.test(value)) return undefined;
  // A second more: the forge's clock and ours are not the same.
  return Math.max(Number(value) * 1000 + 1000, nowMs);
}
