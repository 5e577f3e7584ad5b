import {
  type DetectedPattern,
  detectPatterns,
  extractIocs as extractIocsEndpoint,
  generateInsights,
  generatePlaybook,
} from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import { newUuid } from '@maximus/kernel';
import { stringify } from 'yaml';
import { errors } from '../errors.ts';
import { extractIocs, textsIn } from '../insights/iocs.ts';
import { definedPatterns, predefinedPatterns } from '../insights/patterns.ts';
import { playbookFor } from '../insights/playbook.ts';
import type { Parts } from '../parts.ts';

const maxDepth = 32;
const severityOf: Readonly<Record<string, 'medium' | 'high' | 'critical'>> = {
  anomaly_spike: 'medium',
  sequential_login_failure: 'high',
  high_cpu_anomaly: 'medium',
  brute_force_attempt: 'critical',
};
const ranks = ['medium', 'high', 'critical'] as const;

/** Insights, patterns, playbooks and indicators by rules; no model is asked (eureka.md §12). */
export function insightRoutes(parts: Parts): Route[] {
  const { clock } = parts;
  const now = () => new Date(clock.now()).toISOString();
  return [
    route(generateInsights, async ({ body }) => {
      checkDepth(body.data);
      const patterns = predefinedPatterns(body.data);
      const iocs = extractIocs(textsIn(body.data));
      const discovery = discoveryOf(parts, patterns, body.data_type);
      return okAnswer({
        status: 'success',
        timestamp: now(),
        insights: {
          status: patterns.length === 0 ? 'nothing_found' : 'patterns_found',
          analysis_notes: notesOn(patterns, body.data_type),
          ...(discovery && { novel_discovery: discovery }),
          ...(hasIocs(iocs) && { extracted_iocs: iocs }),
          detected_patterns: patterns,
          ...(discovery?.severity === 'critical' && { suggested_playbook: playbookFor(discovery, clock) }),
        },
      });
    }),
    route(detectPatterns, async ({ body }) => {
      checkDepth(body.data);
      const detected = definedPatterns(body.data, body.pattern_definition);
      return okAnswer({ status: 'success', timestamp: now(), detected_patterns: detected });
    }),
    route(generatePlaybook, async ({ body, headers }) => {
      checkDepth(body.insight.related_data);
      const playbook = playbookFor(body.insight, clock);
      if (!/\bapplication\/(?:x-)?yaml\b/.test(headers['accept'] ?? '')) return okAnswer(playbook);
      return {
        status: 200,
        headers: { 'content-type': 'application/yaml; charset=utf-8' },
        body: Buffer.from(stringify(playbook)),
      };
    }),
    route(extractIocsEndpoint, async ({ body }) => {
      checkDepth(body.data);
      return okAnswer({ extracted_iocs: extractIocs(textsIn(body.data)) });
    }),
  ];
}

function checkDepth(data: unknown): void {
  const visit = (part: unknown, depth: number): void => {
    if (depth > maxDepth) throw errors.too_deep(`the data have more than ${maxDepth} levels`);
    if (typeof part === 'object' && part !== null) for (const each of Object.values(part)) visit(each, depth + 1);
  };
  visit(data, 0);
}

function discoveryOf({ clock }: Parts, patterns: readonly DetectedPattern[], dataType: string) {
  const [worst] = [...patterns].sort((a, b) => rankOf(b) - rankOf(a));
  if (worst === undefined) return undefined;
  return {
    id: `INS-${newUuid(clock)}`,
    type: worst.pattern_id,
    severity: severityOf[worst.pattern_id] ?? 'medium',
    description: worst.description,
    timestamp: new Date(clock.now()).toISOString(),
    related_data: { data_type: dataType, ...worst.details },
  };
}

function rankOf({ pattern_id }: DetectedPattern): number {
  return ranks.indexOf(severityOf[pattern_id] ?? 'medium');
}

function notesOn(patterns: readonly DetectedPattern[], dataType: string): string {
  if (patterns.length === 0) return `No rule holds for these ${dataType.replaceAll('_', ' ')}.`;
  const names = [...new Set(patterns.map(({ pattern_id }) => pattern_id))].join(', ');
  return `${patterns.length} by rule: ${names}.`;
}

function hasIocs({ ips, domains, hashes, urls, cves }: ReturnType<typeof extractIocs>): boolean {
  return [ips, domains, hashes.md5, hashes.sha1, hashes.sha256, urls, cves].some((each) => each.length > 0);
}
