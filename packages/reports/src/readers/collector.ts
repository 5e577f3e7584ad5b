import type { Severity } from '@maximus/contracts';
import { errors } from '../errors.ts';
import type { ImportedFinding, ImportedReport, ImportProblem } from '../types.ts';
import { type NamedPackage, packageOf } from './package-name.ts';

/** One element as a reader found it; parts that are absent or empty are left out of the finding. */
export interface Candidate {
  readonly ids: readonly (string | undefined)[];
  readonly package: NamedPackage;
  readonly severity?: string | undefined;
  readonly cvssVectors?: readonly (string | undefined)[];
  readonly fixedVersions?: readonly string[];
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly summary?: string | undefined;
  readonly url?: string | undefined;
  readonly malware?: boolean;
}

const maxSummary = 300;
const maxVector = 256;
/** Enough for the largest image anybody scans; a report over it is partly read, and says so. */
const maxFindings = 200_000;

const idShape = /^[A-Za-z0-9][A-Za-z0-9._:-]{2,127}$/;
const vectorShape = /^(?:CVSS:[34]\.[01]\/)?[A-Za-z]{1,3}:[A-Za-z](?:\/[A-Za-z]{1,3}:[A-Za-z]+)+$/;

const severityWords = new Map<string, Severity>([
  ['critical', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['minor', 'low'],
  ['negligible', 'low'],
  ['info', 'none'],
  ['none', 'none'],
]);

/** Gathers what a reader finds, and counts what it has to drop, so that nothing is lost in silence. */
export class Collector {
  readonly #file: string;
  readonly #findings = new Map<string, ImportedFinding>();
  readonly #problems = new Map<string, ImportProblem>();

  /** `file` names the report in problems. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Takes an element, or counts it as a problem where it names no id or no package that is known here. */
  add(candidate: Candidate): void {
    const ids = [...new Set(candidate.ids.filter((id): id is string => id !== undefined && idShape.test(id)))];
    if (ids.length === 0) {
      this.drop('an element names no advisory id');
      return;
    }
    const component = packageOf(candidate.package);
    if (component === undefined) {
      this.drop('an element names no package of an ecosystem that is known here');
      return;
    }
    if (this.#findings.size >= maxFindings) {
      this.drop(`more than ${maxFindings} elements`);
      return;
    }
    const finding = tidy(candidate, ids, component);
    this.#findings.set(JSON.stringify(finding), finding);
  }

  /** Counts an element that cannot be used. `reason` is a sentence of ours without foreign text. */
  drop(reason: string): void {
    this.#note(`element ${reason}`, () => errors.element_invalid(reason, { file: this.#file }));
  }

  /** Notes that the tool says of itself that it could not check something; `detail` is foreign. */
  toolFailed(detail: string): void {
    const said = detail.slice(0, maxSummary);
    this.#note(`tool ${said}`, () => errors.tool_failed(`the tool could not check: ${said}`, { file: this.#file }));
  }

  /** Everything taken, in order of the report. */
  report(tool: string, toolVersion?: string): ImportedReport {
    return {
      tool,
      ...(toolVersion === undefined ? {} : { toolVersion }),
      file: this.#file,
      findings: [...this.#findings.values()],
      problems: [...this.#problems.values()],
    };
  }

  #note(key: string, make: () => ImportProblem['error']): void {
    const held = this.#problems.get(key);
    this.#problems.set(key, held === undefined ? { error: make(), count: 1 } : { ...held, count: held.count + 1 });
  }
}

/** The severity a word stands for; a word nobody knows is `unknown`. */
function severityOf(word: string): Severity {
  return severityWords.get(word.toLowerCase()) ?? 'unknown';
}

function tidy(candidate: Candidate, ids: readonly string[], component: ImportedFinding['package']): ImportedFinding {
  const { severity, file, line, summary, url } = candidate;
  const vectors = (candidate.cvssVectors ?? []).filter(
    (vector): vector is string => vector !== undefined && vector.length <= maxVector && vectorShape.test(vector),
  );
  return {
    ids,
    package: component,
    ...(severity === undefined ? {} : { severity: severityOf(severity) }),
    cvssVectors: [...new Set(vectors)],
    fixedVersions: [...new Set((candidate.fixedVersions ?? []).filter((version) => version !== ''))],
    ...(file === undefined ? {} : { file: file.replaceAll('\\', '/') }),
    ...(line === undefined ? {} : { line }),
    ...(summary === undefined ? {} : { summary: summary.split('\n', 1)[0]?.slice(0, maxSummary) ?? '' }),
    ...(url !== undefined && /^https?:\/\//.test(url) ? { url } : {}),
    ...(candidate.malware === true ? { malware: true as const } : {}),
  };
}
