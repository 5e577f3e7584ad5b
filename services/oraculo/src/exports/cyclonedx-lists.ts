import type { Apv } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import {
  type AffectedComponent,
  type ApvWithWords,
  affectedComponents,
  type FindingFilter,
  purlsOf,
} from '@maximus/storage';
import { toApv } from '../apvs/apv-document.ts';
import type { Parts } from '../parts.ts';
import { jsonList, type Texts } from './list-document.ts';

const componentsAtOnce = 1_000;
const methods = { '2.0': 'CVSSv2', '3.0': 'CVSSv3', '3.1': 'CVSSv31', '4.0': 'CVSSv4' } as const;

/**
 * CycloneDX 1.6 with one vulnerability per APV and state of analysis. A component stands in many projects: it has the most
 * serious of their states, and `detail` counts them all, so that nothing that is open somewhere reads as closed.
 */
export async function* cyclonedxVex(
  parts: Parts,
  apvs: AsyncIterable<readonly ApvWithWords[]>,
  filter: FindingFilter,
): Texts {
  const seen = new Set<number>();
  const head = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${newUuid(parts.clock)}`,
    version: 1,
    metadata: {
      timestamp: new Date(parts.clock.now()).toISOString(),
      tools: { components: [{ type: 'application', name: 'maximus', version: parts.version }] },
    },
    // Only what has findings is listed.
    compositions: [{ aggregate: 'incomplete' }],
  };
  yield* jsonList(
    `${JSON.stringify(head).slice(0, -1)},"vulnerabilities":[`,
    vulnerabilities(parts, apvs, filter, seen),
    '],',
  );
  yield* jsonList('"components":[', components(parts, seen), ']}\n');
}

async function* vulnerabilities(
  { database }: Parts,
  apvs: AsyncIterable<readonly ApvWithWords[]>,
  filter: FindingFilter,
  seen: Set<number>,
): AsyncGenerator<object, void, undefined> {
  for await (const page of apvs) {
    const keys = page.map(({ group_key }) => group_key);
    const affected = Map.groupBy(await affectedComponents(database, keys, filter), ({ groupKey }) => groupKey);
    for (const row of page) {
      const apv = toApv(row);
      const byState = Map.groupBy(affected.get(row.group_key) ?? [], ({ counts }) => stateOf(counts));
      for (const [state, list] of byState) {
        for (const { componentKey } of list) seen.add(componentKey);
        yield vulnerabilityOf(apv, state, list);
      }
    }
  }
}

async function* components({ database }: Parts, keys: ReadonlySet<number>): AsyncGenerator<object, void, undefined> {
  const all = [...keys].sort((a, b) => a - b);
  for (let at = 0; at < all.length; at += componentsAtOnce) {
    for (const { id, purl, name, version } of await purlsOf(database, all.slice(at, at + componentsAtOnce)))
      yield { type: 'library', 'bom-ref': refOf(id), name, ...(version !== null && { version }), purl };
  }
}

/** Two requirements of one package without a lock share a package URL, so the id tells them apart. */
function refOf(id: string): string {
  return `component:${id}`;
}

const states = ['exploitable', 'in_triage', 'will_not_fix', 'resolved', 'not_affected', 'false_positive'] as const;
type State = (typeof states)[number];

const stateOfStatus: Readonly<Record<string, State>> = {
  confirmed: 'exploitable',
  remediating: 'exploitable',
  delivered: 'exploitable',
  suspected: 'in_triage',
  could_not_check: 'in_triage',
  // A risk that was taken is no statement about the flaw.
  accepted: 'will_not_fix',
  resolved: 'resolved',
  not_affected: 'not_affected',
  retracted: 'false_positive',
};

function stateOf(counts: Readonly<Record<string, number>>): State {
  const ranks = Object.keys(counts).map((status) => states.indexOf(stateOfStatus[status] ?? 'in_triage'));
  return states[Math.min(...ranks)] ?? 'in_triage';
}

function vulnerabilityOf(apv: Apv, state: State, affected: readonly AffectedComponent[]): object {
  const { cvss, severity } = apv;
  const cwes = [...new Set(apv.cwe_ids.flatMap((id) => (/^CWE-[1-9]\d{0,5}$/.test(id) ? [Number(id.slice(4))] : [])))];
  const others = apv.aliases.filter((id) => id !== apv.primary_id);
  return {
    'bom-ref': `${apv.id}:${state}`,
    id: apv.primary_id,
    source: sourceOf(apv.primary_id),
    ...(others.length > 0 && { references: others.map((id) => ({ id, source: sourceOf(id) })) }),
    ratings: [
      cvss === undefined
        ? { severity }
        : {
            source: { name: cvss.source },
            score: cvss.base_score,
            severity: cvss.severity.toLowerCase(),
            method: methods[cvss.version],
            vector: cvss.vector_string,
          },
    ],
    ...(cwes.length > 0 && { cwes }),
    description: apv.summary,
    analysis: {
      ...(state === 'will_not_fix' ? { state: 'in_triage', response: ['will_not_fix'] } : { state }),
      detail: detailOf(affected),
    },
    affects: affected.map(({ id, version }) => ({
      ref: refOf(id),
      ...(version !== null && version !== '' && { versions: [{ version, status: statusOf(state) }] }),
    })),
    properties: [
      { name: 'maximus:apv', value: apv.code },
      { name: 'maximus:priority', value: apv.priority },
      { name: 'maximus:kev', value: String(apv.kev !== undefined) },
    ],
  };
}

function statusOf(state: State): 'affected' | 'unaffected' {
  return state === 'not_affected' || state === 'false_positive' ? 'unaffected' : 'affected';
}

function detailOf(affected: readonly AffectedComponent[]): string {
  const sums = new Map<string, number>();
  for (const { counts } of affected)
    for (const [status, n] of Object.entries(counts)) sums.set(status, (sums.get(status) ?? 0) + n);
  const words = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, n]) => `${status.replaceAll('_', ' ')} ${n}`);
  return `Findings: ${words.join(', ')}.`;
}

function sourceOf(id: string): object {
  const name = encodeURIComponent(id.toWellFormed());
  if (id.startsWith('CVE-')) return { name: 'NVD', url: `https://nvd.nist.gov/vuln/detail/${name}` };
  if (id.startsWith('GHSA-')) return { name: 'GitHub', url: `https://github.com/advisories/${name}` };
  return { name: 'OSV', url: `https://osv.dev/vulnerability/${name}` };
}
