/** A pattern of a lock file: `name@range`. */
export interface Pattern {
  readonly name: string;
  readonly range: string;
}

/** Splits at the first `@` that is not a scope's. */
export function readPattern(pattern: string): Pattern {
  const at = pattern.indexOf('@', 1);
  return at === -1 ? { name: pattern, range: '' } : { name: pattern.slice(0, at), range: pattern.slice(at + 1) };
}

/** The package that an alias stands for: `npm:real@^1` is `real`; `undefined` for any other range. */
export function aliasTarget(range: string): string | undefined {
  if (!range.startsWith('npm:')) return undefined;
  const target = range.slice('npm:'.length);
  const at = target.indexOf('@', 1);
  const name = at === -1 ? target : target.slice(0, at);
  // `npm:^1.0.0` names no package.
  return name === '' || /^[0-9^~<>=*|v ]/.test(name) ? undefined : name;
}

/**
 * The package name in the address of a registry's archive, `…/@scope/name/-/name-1.0.0.tgz`; `undefined` for other
 * addresses. A resolution may put another package in the place of the one that was asked for: the address tells.
 */
export function nameInAddress(resolved: string): string | undefined {
  const mark = resolved.indexOf('/-/');
  if (mark === -1) return undefined;
  const path = resolved.slice(0, mark).replaceAll('%2f', '/').replaceAll('%2F', '/');
  const last = path.lastIndexOf('/');
  if (last === -1) return undefined;
  const before = path.lastIndexOf('/', last - 1);
  const scope = path.slice(before + 1, last);
  const name = path.slice(scope.startsWith('@') ? before + 1 : last + 1);
  return name === '' ? undefined : name;
}
