import { baseEcosystem, normaliseName } from '@maximus/versions';

/**
 * What a finding is known by from one scan to the next: package, file and any id of its flaw. Not by version: an upgrade
 * that repairs nothing is not a new finding (apv.md §4, triage survives version changes).
 */
export function knownAs(ecosystem: string, name: string, file: string, id: string): string {
  const base = baseEcosystem(ecosystem);
  return [base, normaliseName(base, name), file, id.toLowerCase()].join('\u0000');
}
