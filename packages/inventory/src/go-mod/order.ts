import { type ParsedVersion, schemes } from '@maximus/versions';

/** Go's version order over strings as written; `undefined` where one of them is not a version. */
export function createOrder(): (a: string, b: string) => number | undefined {
  const scheme = schemes.get('go');
  const parsed = new Map<string, ParsedVersion | undefined>();
  const parse = (version: string) => {
    if (!parsed.has(version)) {
      const result = scheme?.parse(version);
      parsed.set(version, result?.ok ? result.value : undefined);
    }
    return parsed.get(version);
  };
  return (a, b) => {
    if (a === b) return 0;
    const left = parse(a);
    const right = parse(b);
    return left === undefined || right === undefined ? undefined : scheme?.order(left, right);
  };
}
