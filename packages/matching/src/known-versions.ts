import type { ParsedVersion, VersionScheme } from '@maximus/versions';
import type { CompiledPackage } from './compiled-package.ts';

/** A version that a requirement can be tried with. */
export interface KnownVersion {
  readonly parsed: ParsedVersion;
  /** Set where nobody named the version: it stands for those just below this one. */
  readonly below?: string;
}

/** Requirements longer than this are not searched for versions. */
const maxRequirementLength = 1000;
/** Versions tried per package. */
const maxKnown = 5000;

/** Versions that the package's advisories or the requirement name, and one just below each of their bounds. Ascending. */
export function knownVersions(
  pkg: CompiledPackage,
  scheme: VersionScheme,
  requirement: string,
): readonly KnownVersion[] {
  const named = new Set(namedVersions(requirement));
  const bounds = new Set(named);
  for (const { advisory, ranges } of pkg.entries) {
    for (const version of advisory.versions) named.add(version);
    for (const event of ranges.flatMap((range) => range.events)) {
      const text = event.introduced ?? event.fixed ?? event.last_affected;
      // `introduced: "0"` stands for the first version there is, and is none itself.
      if (text !== undefined && event.introduced !== '0') named.add(text);
      if (event.fixed !== undefined) bounds.add(event.fixed);
    }
    if (named.size > maxKnown) break;
  }
  const known: KnownVersion[] = [];
  const add = (text: string, below?: string) => {
    const parsed = scheme.parse(text);
    if (!parsed.ok || parsed.value.doubt !== undefined) return;
    known.push(below === undefined ? { parsed: parsed.value } : { parsed: parsed.value, below });
  };
  for (const text of named) add(text);
  for (const bound of bounds) {
    const text = justBelow(bound);
    if (text !== undefined && !named.has(text)) add(text, bound);
  }
  return known.sort((a, b) => scheme.order(a.parsed, b.parsed));
}

/** What looks like a version in a requirement, also with its missing parts as zero: `^1.2` names 1.2 and 1.2.0. */
function namedVersions(requirement: string): readonly string[] {
  const named: string[] = [];
  for (const token of requirement.slice(0, maxRequirementLength).split(/[\s,|<>=~^!()[\]]/)) {
    if (/^[.xX*]*$/.test(token)) continue;
    const parts = token.split('.').map((part) => (part === 'x' || part === 'X' || part === '*' ? '0' : part));
    for (; parts.length <= 3; parts.push('0')) named.push(parts.join('.'));
  }
  return named;
}

/** A version below a fix that lies above most of those in use: 1.2.2 for 1.2.3, 1.1.999999 for 1.2.0. */
function justBelow(fixed: string): string | undefined {
  const prefix = fixed.startsWith('v') ? 'v' : '';
  const parts = fixed.slice(prefix.length).split('.');
  if (parts.length > 6 || !parts.every((part) => /^\d{1,9}$/.test(part))) return undefined;
  for (let place = parts.length - 1; place >= 0; place -= 1) {
    const value = Number(parts[place]);
    if (value > 0) {
      const filled = parts.slice(place + 1).map(() => '999999');
      return prefix + [...parts.slice(0, place), String(value - 1), ...filled].join('.');
    }
  }
  return undefined;
}
