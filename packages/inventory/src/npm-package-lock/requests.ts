import { isRecord, own } from '../json.ts';

/** One line of a manifest's dependency fields. */
export interface Request {
  readonly name: string;
  /** As written; empty where it is not a string. */
  readonly range: string;
  /** Absence from the tree is no fault: an optional dependency or peer may be left out. */
  readonly mayBeMissing: boolean;
}

const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** What a manifest, or an entry that repeats its manifest, asks for; with `dev` also for development. */
export function requestsOf(manifest: object, dev: boolean): Request[] {
  const record = manifest as Record<string, unknown>;
  const requests: Request[] = [];
  for (const field of fields) {
    if (field === 'devDependencies' && !dev) continue;
    const wanted = own(record, field);
    if (!isRecord(wanted)) continue;
    const mayBeMissing = field === 'optionalDependencies' || field === 'peerDependencies';
    for (const name of Object.keys(wanted)) {
      const range = wanted[name];
      requests.push({ name, range: typeof range === 'string' ? range : '', mayBeMissing });
    }
  }
  return requests;
}
