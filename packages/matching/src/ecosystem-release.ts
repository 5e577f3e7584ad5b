import { baseEcosystem } from '@maximus/versions';

/** Whether a record of one ecosystem speaks of a component of another; `unknown` where the component names no release. */
export type ReleaseVerdict = 'applies' | 'other' | 'unknown';

/**
 * Compares the suffixes of two ecosystems of one base (OSV schema, "affected[].package field"). A record without suffix
 * speaks of every release. A suffix that is an address names a repository: lock files do not say where a package came
 * from, so it only parts from another address.
 */
export function compareRelease(component: string, record: string): ReleaseVerdict {
  const theirs = suffixOf(record);
  if (component === record || theirs === '') return 'applies';
  const ours = suffixOf(component);
  if (ours === '') return isAddress(theirs) ? 'applies' : 'unknown';
  const base = baseEcosystem(record);
  return releaseOf(base, ours) === releaseOf(base, theirs) ? 'applies' : 'other';
}

function suffixOf(ecosystem: string): string {
  const colon = ecosystem.indexOf(':');
  return colon < 0 ? '' : ecosystem.slice(colon + 1);
}

function isAddress(suffix: string): boolean {
  return suffix.startsWith('https://') || suffix.startsWith('http://');
}

/** The part of a suffix that decides, in one spelling. */
function releaseOf(base: string, suffix: string): string {
  const lower = suffix.toLowerCase();
  const head = lower.split(':', 1).join();
  switch (base) {
    case 'Ubuntu':
      // LTS is a property of the release. Pro is the same release with fixes after its end of life: what they fix is
      // broken without Pro too. FIPS, Realtime and the like are other builds and stay apart.
      return lower
        .split(':')
        .filter((part) => part !== 'lts' && part !== 'pro')
        .join(':');
    case 'Debian':
      return head.split('.', 1).join();
    case 'Alpine':
      return head.replace('v', '').split('.', 2).join('.');
    default:
      return isAddress(suffix) && suffix.endsWith('/') ? suffix.slice(0, -1) : suffix;
  }
}
