import { isRecord } from '../json.ts';

/** One line of a manifest's dependency fields. */
export interface Request {
  readonly name: string;
  /** As written; empty where it is not a string. */
  readonly range: string;
  /** Absence from the tree is no fault: an optional dependency or peer may be left out. */
  readonly mayBeMissing: boolean;
}

/** What a manifest, or an entry that repeats its manifest, asks for; with `dev` also for development. */
export function requestsOf(manifest: Record<string, unknown>, dev: boolean): Request[] {
  const requests: Request[] = [];
  collect(manifest.dependencies, false, requests);
  if (dev) collect(manifest.devDependencies, false, requests);
  collect(manifest.optionalDependencies, true, requests);
  collect(manifest.peerDependencies, true, requests);
  return requests;
}

function collect(wanted: unknown, mayBeMissing: boolean, requests: Request[]): void {
  if (!isRecord(wanted)) return;
  for (const name of Object.keys(wanted)) {
    const range = wanted[name];
    requests.push({ name, range: typeof range === 'string' ? range : '', mayBeMissing });
  }
}
