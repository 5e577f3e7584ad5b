import type { Cvss, Severity } from '@maximus/contracts';
import { type ParsedCvss, parseCvss, severityOfScore } from './cvss/index.ts';
import type { AssessedRecord, AssessInput, SeverityEntry, UnreadableSeverity } from './types.ts';

/** How severe the records say it is. */
export interface SeverityEvidence {
  readonly cvss?: Cvss;
  /** The vector behind `cvss`. */
  readonly vector?: ParsedCvss;
  /** The source's word, where no vector could be read; the worst one. */
  readonly word?: { readonly level: Exclude<Severity, 'unknown'>; readonly source: string };
  readonly unreadable: readonly UnreadableSeverity[];
}

const ranks: readonly Cvss['version'][] = ['2.0', '3.0', '3.1', '4.0'];

/** Words of GitHub, Red Hat, Debian, Ubuntu and others on the one scale of ours. */
const words = new Map<string, Exclude<Severity, 'unknown'>>([
  ['critical', 'critical'],
  ['emergency', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['minor', 'low'],
  ['negligible', 'low'],
  ['unimportant', 'low'],
  ['none', 'none'],
]);
const wordRank: readonly Severity[] = ['none', 'low', 'medium', 'high', 'critical'];

/**
 * Picks the vector that counts: of records that are not withdrawn, the newest CVSS version, on a tie the higher score,
 * then the first (apv.md §5). Falls back to the worst of the sources' words.
 */
export function readSeverity(input: Pick<AssessInput, 'records' | 'concerns'>): SeverityEvidence {
  const live = input.records.filter((record) => record.withdrawn === undefined);
  const unreadable: UnreadableSeverity[] = [];
  let best: { parsed: ParsedCvss; cvss: Cvss } | undefined;
  let word: SeverityEvidence['word'];
  for (const record of live.length > 0 ? live : input.records) {
    const { entries, stated } = statements(record, input.concerns);
    for (const { type, score } of entries) {
      if (typeof type !== 'string' || typeof score !== 'string') continue;
      if (!type.startsWith('CVSS')) {
        stated.push(score);
        continue;
      }
      const parsed = parseCvss(score);
      if (!parsed.ok) unreadable.push({ advisoryId: record.id, vector: score, reason: parsed.reason });
      else if (best === undefined || outranks(parsed.value, best.parsed)) {
        best = { parsed: parsed.value, cvss: describe(parsed.value, score, record.id) };
      }
    }
    word = worst(word, stated, record.id);
  }
  if (best !== undefined) return { cvss: best.cvss, vector: best.parsed, unreadable };
  return word === undefined ? { unreadable } : { word, unreadable };
}

function statements(record: AssessedRecord, concerns: AssessInput['concerns']) {
  const entries: SeverityEntry[] = [...(record.severity ?? [])];
  const stated: unknown[] = [record.database_specific?.severity];
  for (const affected of record.affected ?? []) {
    if (concerns !== undefined && !concerns(affected)) continue;
    entries.push(...(affected.severity ?? []));
    for (const extra of [affected.ecosystem_specific, affected.database_specific]) {
      stated.push(extra?.severity, extra?.urgency);
    }
  }
  return { entries, stated };
}

function outranks(a: ParsedCvss, b: ParsedCvss): boolean {
  const gap = ranks.indexOf(a.version) - ranks.indexOf(b.version);
  return gap > 0 || (gap === 0 && a.baseScore > b.baseScore);
}

function describe(parsed: ParsedCvss, vector: string, source: string): Cvss {
  return {
    version: parsed.version,
    base_score: parsed.baseScore,
    severity: severityOfScore(parsed.baseScore),
    vector_string: vector.trim(),
    source,
  };
}

function worst(held: SeverityEvidence['word'], stated: readonly unknown[], source: string): SeverityEvidence['word'] {
  let word = held;
  for (const candidate of stated) {
    const level = typeof candidate === 'string' ? words.get(candidate.trim().toLowerCase()) : undefined;
    if (level === undefined) continue;
    if (word === undefined || wordRank.indexOf(level) > wordRank.indexOf(word.level)) word = { level, source };
  }
  return word;
}

/** The report's word: of the vector, else of the source, else `unknown`. */
export function severityWord(evidence: SeverityEvidence): Severity {
  if (evidence.cvss !== undefined) return evidence.cvss.severity.toLowerCase() as Severity;
  return evidence.word?.level ?? 'unknown';
}
