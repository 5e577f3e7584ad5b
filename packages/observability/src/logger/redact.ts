/** Replaces what must not be read. */
const mask = '***';
const maxDepth = 6;
const maxEntries = 100;
const maxText = 8_192;

/** Names of fields that hold a secret, compared without case, dashes and underscores. */
const secretNames = new Set([
  'authorization',
  'authorisation',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'credentials',
  'credential',
  'passphrase',
  'totp',
  'csrf',
]);
const secretEndings = ['token', 'tokens', 'password', 'passwd', 'secret', 'secrets', 'apikey', 'privatekey'];
const keyEndings = ['accesskey', 'secretkey', 'signingkey', 'encryptionkey', 'integrationkey'];

/** Secrets that can be told by their form, wherever they stand in a text. Each is linear in the text. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@]{1,512}@/gi, `$1${mask}@`],
  [/\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi, `$1 ${mask}`],
  [/\bmxt_[A-Za-z0-9_-]{8,}/g, `mxt_${mask}`],
  [/\b(?:gh[oprsu]_|github_pat_|glpat-|xox[abprs]-)[A-Za-z0-9_-]{8,}/g, mask],
  [/([?&](?:access_token|token|api_key|apikey|key|secret|password|ticket|code)=)[^&\s#]{1,4096}/gi, `$1${mask}`],
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,16384}(?:-----END [A-Z ]{0,30}-----)?/g, mask],
];

/** Takes secrets out of a value; what it gives back is a bounded copy. */
export type Redact = (value: unknown) => unknown;

/**
 * A redaction by field names, by forms of secrets, and by `patterns` (regular expressions of the operator). Objects are
 * copied to a depth of 6 and 100 entries, texts to 8 KiB: a log line stays a line whatever it is given.
 */
export function createRedaction(patterns: readonly string[] = []): Redact {
  const own = patterns.map((pattern) => [new RegExp(pattern, 'g'), mask] as const);
  const forms = [...secretForms, ...own];
  const text = (raw: string): string => {
    const bounded = raw.length > maxText ? `${raw.slice(0, maxText)}…` : raw;
    return forms.reduce((kept, [form, instead]) => kept.replace(form, instead), bounded);
  };
  const walk = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (value instanceof Error) return describeError(value, text);
    if (depth >= maxDepth) return '…';
    if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
    if (value instanceof URL) return text(value.href);
    if (Array.isArray(value) || value instanceof Set) {
      return [...value].slice(0, maxEntries).map((item) => walk(item, depth + 1));
    }
    const entries = value instanceof Map ? [...value].map(([key, item]) => [wordOf(key), item]) : Object.entries(value);
    return Object.fromEntries(
      entries.slice(0, maxEntries).map(([key, item]) => [key, isSecret(key, item) ? mask : walk(item, depth + 1)]),
    );
  };
  return (value) => walk(value, 0);
}

/** An error as a log line holds it; the chain of causes is followed five deep. */
function describeError(error: unknown, text: (raw: string) => string, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error, message: text(wordOf(error)) };
  const { code } = error as { code?: unknown };
  const inner = error instanceof AggregateError ? (error.errors as unknown[]).slice(0, 5) : [];
  return {
    type: error.name,
    message: text(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: text(error.stack) }),
    ...(error.cause === undefined || depth >= 5 ? {} : { cause: describeError(error.cause, text, depth + 1) }),
    ...(inner.length === 0 || depth >= 5 ? {} : { errors: inner.map((one) => describeError(one, text, depth + 1)) }),
  };
}

/** A value as text. One that cannot be made text (it has no `toString`, or one that throws) is named by its kind: a log line never fails. */
function wordOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return `<${typeof value}>`;
  }
}

function isSecret(key: string, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return false;
  const name = key.toLowerCase().replace(/[_-]/g, '');
  return secretNames.has(name) || [...secretEndings, ...keyEndings].some((ending) => name.endsWith(ending));
}
