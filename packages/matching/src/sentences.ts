import type { Hit, Miss, Subject } from './types.ts';

/** The sentence a person reads for a hit: the range with its two events, and the version that decided. */
export function hitSentence(hit: Hit, subject: Subject): string {
  const { requirement } = hit;
  if (requirement === undefined) return placeOf(hit, subject, subject.version ?? 'any version');
  const allowed = requirement.below === undefined ? requirement.witness : `a version just below ${requirement.below}`;
  return `nothing locks it; "${requirement.text}" allows ${allowed}: ${placeOf(hit, subject, 'that')}`;
}

function placeOf(hit: Hit, subject: Subject, version: string): string {
  switch (hit.reason) {
    case 'malware-name':
      return `every version of ${subject.name} is malicious`;
    case 'version-list':
      return `${version} is in the record's list of affected versions`;
    case 'digest':
      return `the artefact's digest is in the record`;
    case 'range':
      return `${version} is ${rangeText(hit)}`;
  }
}

/** `at or above 1.0.0 and below 1.2.3, where it is fixed`. */
function rangeText({ introduced, fixed, lastAffected }: Pick<Hit, 'introduced' | 'fixed' | 'lastAffected'>): string {
  const from = introduced === undefined || isFirst(introduced) ? undefined : `at or above ${introduced}`;
  const to =
    fixed !== undefined
      ? `below ${fixed}, where it is fixed`
      : lastAffected !== undefined
        ? `not above ${lastAffected}, the last affected version`
        : undefined;
  if (from === undefined && to === undefined) return 'affected as every version is; no fix is known';
  return to === undefined ? `${from}; no fix is known` : [from, to].filter((part) => part !== undefined).join(' and ');
}

/** The two ways in which records write "from the first version there is"; RustSec uses the second. */
export function isFirst(introduced: string): boolean {
  return introduced === '0' || introduced === '0.0.0-0';
}

/** Why an advisory does not hold, in a sentence. */
export function missSentence(miss: Miss, subject: Subject): string {
  switch (miss.reason) {
    case 'withdrawn':
      return `${miss.advisory.id} was withdrawn on ${String(miss.advisory.withdrawn).slice(0, 10)}`;
    case 'other-ecosystem-release':
      return `the record speaks of ${miss.advisory.ecosystem}, the component is of ${subject.ecosystem}`;
    case 'git-ranges-only':
      return 'the record names commits only, which say nothing of a version';
    case 'nothing-affected':
      return 'the record names neither a range nor a version, so that it affects none';
    case 'outside-ranges': {
      const version = subject.version ?? 'every known version that the requirement allows';
      const { ranges, versions } = miss.advisory;
      if (ranges.every((range) => range.type === 'GIT')) return `${version} is not in the list of affected versions`;
      return `${version} is outside of every range${versions.length > 0 ? ' and not in the list of affected versions' : ''}`;
    }
  }
}
