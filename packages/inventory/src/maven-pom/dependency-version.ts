import type { Interpolated } from './interpolate.ts';

/** The version of a dependency, or why the file does not fix one. */
export type FixedVersion =
  | { readonly fixed: true; readonly version: string }
  | { readonly fixed: false; readonly reason: string; readonly requested?: string };

/**
 * What a version element fixes. A direct dependency with a plain version gets it; `[1.2]` is that version; any other range,
 * and the words LATEST and RELEASE, leave the choice to the repository. Rule: POM Reference, "Dependency Version Requirement
 * Specification".
 */
export function fixedVersion(stated: Interpolated | undefined): FixedVersion {
  if (stated === undefined) return { fixed: false, reason: 'no version is stated or managed in the tree' };
  if (!stated.known) return { fixed: false, reason: `\${${stated.missing.slice(0, 80)}} is not set in the tree` };
  const text = stated.value.trim();
  if (text === '') return { fixed: false, reason: 'the version is empty' };
  if (text === 'LATEST' || text === 'RELEASE') {
    return { fixed: false, reason: `the repository decides what ${text} is`, requested: text };
  }
  if (!/[[\](),]/.test(text)) return { fixed: true, version: text };
  const pin = /^\[([^[\](),]+)\]$/.exec(text)?.[1]?.trim();
  if (pin !== undefined && pin !== '') return { fixed: true, version: pin };
  return { fixed: false, reason: `the range ${text.slice(0, 80)} is resolved by the repository`, requested: text };
}
