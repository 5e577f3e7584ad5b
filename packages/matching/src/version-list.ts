import type { ParsedVersion, VersionScheme } from '@maximus/versions';

/** The explicit versions of a record. */
export interface VersionList {
  /** Whether the list has the string itself. */
  hasText(version: string): boolean;
  /** Whether the list has a version that the scheme holds equal; never without a scheme. */
  hasEqual(version: ParsedVersion): boolean;
}

/** Prepares a list of versions as published. Parsed and sorted on the first question that the text cannot answer. */
export function versionList(versions: readonly string[], scheme: VersionScheme | undefined): VersionList {
  const texts = new Set(versions);
  let sorted: readonly ParsedVersion[] | undefined;
  const hasText = (version: string) => texts.has(version);
  if (scheme === undefined) return { hasText, hasEqual: () => false };
  return {
    hasText,
    hasEqual(version) {
      sorted ??= parseSorted(texts, scheme);
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (scheme.order(at(sorted, middle), version) < 0) low = middle + 1;
        else high = middle;
      }
      return low < sorted.length && scheme.order(at(sorted, low), version) === 0;
    },
  };
}

function at(sorted: readonly ParsedVersion[], place: number): ParsedVersion {
  return sorted[place] as ParsedVersion;
}

function parseSorted(texts: ReadonlySet<string>, scheme: VersionScheme): readonly ParsedVersion[] {
  const parsed: ParsedVersion[] = [];
  for (const text of texts) {
    const version = scheme.parse(text);
    if (version.ok) parsed.push(version.value);
  }
  return parsed.sort((a, b) => scheme.order(a, b));
}
