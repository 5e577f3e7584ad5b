/**
 * The package that a specifier names: `lodash/merge` → `lodash`, `@scope/a/b` → `@scope/a`. Nothing for relative and
 * absolute paths, addresses, `node:` modules, `#` imports and what cannot be a package name.
 */
export function packageOf(specifier: string): string | undefined {
  const first = specifier.charCodeAt(0);
  // . / # and the empty string
  if (Number.isNaN(first) || first === 46 || first === 47 || first === 35) return undefined;
  const slash = specifier.indexOf('/');
  const end = first === 64 && slash >= 0 ? specifier.indexOf('/', slash + 1) : slash;
  const name = end < 0 ? specifier : specifier.slice(0, end);
  if (name.length > 214 || name.includes(':') || (first === 64 && slash < 0)) return undefined;
  return name;
}
