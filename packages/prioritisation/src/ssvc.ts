import type { AdvisoryKind, Priority, Ssvc, SsvcOutcome } from '@maximus/contracts';
import type { ParsedCvss } from './cvss/index.ts';
import { ssvcTable } from './ssvc-table.data.ts';
import type { Exposure, PublishedSsvc } from './types.ts';

/** What the inputs of the table are derived from. */
export interface SsvcSources {
  readonly inKev: boolean;
  readonly exposures: readonly Exposure[];
  readonly vector?: ParsedCvss;
  readonly published?: PublishedSsvc;
  readonly kind: AdvisoryKind;
}

interface Input<T> {
  readonly value: T;
  readonly assumed: boolean;
}

/** Answers the four questions of BOD 26-04 and looks the outcome up. What nobody stated is listed in `assumed`. */
export function assessSsvc(sources: SsvcSources): Ssvc {
  const exposed = exposure(sources.exposures);
  const automatable = automation(sources);
  const impact = technicalImpact(sources);
  const assumed: Ssvc['assumed'] = [];
  if (exposed.assumed) assumed.push('publicly_exposed');
  if (automatable.assumed) assumed.push('automatable');
  if (impact.assumed) assumed.push('technical_impact');
  return {
    in_kev: sources.inKev,
    publicly_exposed: exposed.value,
    automatable: automatable.value,
    technical_impact: impact.value,
    outcome: ssvcOutcome(sources.inKev, exposed.value, automatable.value, impact.value),
    assumed,
  };
}

/** The outcome of one cell of the table. */
export function ssvcOutcome(
  inKev: boolean,
  exposed: boolean,
  automatable: boolean,
  impact: Ssvc['technical_impact'],
): SsvcOutcome {
  const row = ssvcTable.find((r) => r.inKev === inKev && r.exposed === exposed && r.automatable === automatable);
  if (row === undefined) throw new RangeError('the SSVC table has a row for every combination');
  return row[impact];
}

/** The level an outcome asks for at least; none for "at next upgrade". */
export function levelOfOutcome(outcome: SsvcOutcome): Priority | undefined {
  switch (outcome) {
    case '3_days':
    case '3_days_forensics':
      return 'critical';
    case '14_days':
      return 'high';
    case '60_days':
      return 'medium';
    case 'at_next_upgrade':
      return undefined;
  }
}

function exposure(exposures: readonly Exposure[]): Input<boolean> {
  if (exposures.includes('public')) return { value: true, assumed: false };
  const known = exposures.length > 0 && exposures.every((each) => each === 'internal');
  return known ? { value: false, assumed: false } : { value: true, assumed: true };
}

/** CVSS 4.0 `AU`, else a published record, else AV:N AC:L PR:N UI:N (version 2: AV:N AC:L Au:N, it asks no user). */
function automation({ vector, published, kind }: SsvcSources): Input<boolean> {
  const stated = vector?.metrics.get('AU');
  if (stated === 'Y' || stated === 'N') return { value: stated === 'Y', assumed: false };
  if (published?.automatable !== undefined) return { value: published.automatable, assumed: false };
  if (vector === undefined) return { value: kind !== 'informational', assumed: true };
  const is = (name: string, value: string) => vector.metrics.get(name) === value;
  const alone = vector.version === '2.0' ? is('Au', 'N') : is('PR', 'N') && is('UI', 'N');
  return { value: is('AV', 'N') && is('AC', 'L') && alone, assumed: false };
}

/** A published record, else total where confidentiality and integrity are lost completely. */
function technicalImpact({ vector, published, kind }: SsvcSources): Input<'partial' | 'total'> {
  if (published?.technicalImpact !== undefined) return { value: published.technicalImpact, assumed: false };
  if (vector === undefined) return { value: kind === 'informational' ? 'partial' : 'total', assumed: true };
  const [confidentiality, integrity] = vector.version === '4.0' ? ['VC', 'VI'] : ['C', 'I'];
  const worst = vector.version === '2.0' ? 'C' : 'H';
  const both = [confidentiality, integrity].every((name) => vector.metrics.get(name ?? '') === worst);
  return { value: both ? 'total' : 'partial', assumed: false };
}
