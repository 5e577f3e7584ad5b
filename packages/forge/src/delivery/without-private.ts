/**
 * Plain data with private texts (tokens, folders of this server) taken out of every string, before anything is rendered from it.
 * Words of fewer than six characters would hit by chance and are left.
 */
export function withoutPrivate<T>(data: T, words: readonly string[]): T {
  const long = words.filter((word) => word.length >= 6).sort((a, b) => b.length - a.length);
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return long.reduce((text, word) => text.replaceAll(word, '(private)'), value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]));
  };
  return long.length === 0 ? data : (clean(data) as T);
}
