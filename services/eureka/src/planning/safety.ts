import type { FileEdit } from '@maximus/contracts';

/** What is checked before the arena is asked (eureka.md §6). */
export interface SafetyInput {
  readonly diff: string;
  readonly edits: readonly FileEdit[];
  /** Text before and after by file. */
  readonly files: readonly {
    readonly file: string;
    readonly kind: string;
    readonly before: string;
    readonly after: string;
  }[];
}

/** The outcome; the first failure ends the checks. */
export interface SafetyReport {
  readonly passed: boolean;
  readonly checks: readonly string[];
  readonly failure?: string;
  readonly warnings: readonly string[];
}

const largeDiff = 1 << 20;
const forbidden =
  /(?:^|\/)(?:\.git(?:hub|lab|ea)?\/|\.git(?:-ci\.yml|lab-ci\.yml)$|\.circleci\/|\.husky\/|Jenkinsfile$|\.npmrc$|\.netrc$|\.pypirc$|\.env(?:\.|$)|id_[a-z0-9]+$|azure-pipelines\.ya?ml$)/i;

/** Checks that a change is what it says and nothing else: allowed files, a diff that is not empty, no host or digest changed by the way. */
export function checkSafety({ diff, edits, files }: SafetyInput): SafetyReport {
  const checks: string[] = [];
  const warnings: string[] = [];
  const failed = (failure: string): SafetyReport => ({ passed: false, checks, failure, warnings });
  checks.push('diff-not-empty');
  if (diff === '' || edits.length === 0) return failed('the change changes nothing');
  if (Buffer.byteLength(diff) > largeDiff) warnings.push('the diff is larger than 1 MiB');
  checks.push('allowed-files');
  const foreign = edits.find(({ kind, file }) => (kind !== 'manifest' && kind !== 'lock') || forbidden.test(file));
  if (foreign !== undefined) return failed(`${foreign.file} is no manifest or lock file`);
  checks.push('text-only');
  const binary = files.find(({ after }) => after.includes('\u0000'));
  if (binary !== undefined) return failed(`${binary.file} would hold a NUL`);
  checks.push('lock-hosts');
  for (const { file, kind, before, after } of files) {
    if (kind !== 'lock') continue;
    const known = hostsIn(before);
    const fresh = [...hostsIn(after)].filter((host) => !known.has(host));
    if (known.size > 0 && fresh.length > 0) return failed(`${file} would name the new host ${fresh[0] ?? ''}`);
  }
  return { passed: true, checks, warnings };
}

function hostsIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/"resolved":\s{0,4}"https?:\/\/([^/"\s]{1,253})/g)].map(([, host = '']) => host));
}
