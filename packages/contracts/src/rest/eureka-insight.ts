import { z } from 'zod';
import { Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Insights';
const asks = { role: 'viewer' } as const;
/** Levels from the least to the worst. */
const level = z.enum(['low', 'medium', 'high', 'critical']);
const data = z.record(z.string(), z.unknown());

/** Indicators of compromise that a text holds. */
export const ExtractedIocs = z.strictObject({
  ips: z.array(z.string()),
  domains: z.array(z.string()),
  hashes: z.strictObject({ md5: z.array(z.string()), sha1: z.array(z.string()), sha256: z.array(z.string()) }),
  urls: z.array(z.string()),
  cves: z.array(z.string()),
});
export type ExtractedIocs = z.infer<typeof ExtractedIocs>;

/** A pattern that data show. */
export const DetectedPattern = z.strictObject({
  pattern_id: z.string(),
  description: z.string(),
  value: z.number().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type DetectedPattern = z.infer<typeof DetectedPattern>;

/** One step that people may take; Maximus runs none. */
export const PlaybookStep = z.strictObject({
  order: z.number().int().positive(),
  action: z.string(),
  parameters: z.record(z.string(), z.unknown()),
});

/** Steps for people, as a list and as a CACAO 2.0 playbook. */
export const Playbook = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  created_at: Time,
  trigger_insight_id: z.string(),
  steps: z.array(PlaybookStep),
  /** OASIS CACAO Security Playbooks 2.0. */
  cacao: z.record(z.string(), z.unknown()),
});
export type Playbook = z.infer<typeof Playbook>;

const novelty = z.strictObject({
  id: z.string(),
  type: z.string(),
  severity: level,
  description: z.string(),
  timestamp: Time,
  related_data: data,
});

export const generateInsights = defineEndpoint({
  id: 'generateInsights',
  method: 'POST',
  path: '/api/insights/generate',
  summary: 'What rules see in logs, traffic, metrics, intelligence or a scan',
  tag,
  access: asks,
  body: z.strictObject({
    data,
    data_type: z.enum(['logs', 'network_traffic', 'threat_intel', 'metrics', 'scan']),
    context: data.optional(),
  }),
  answers: {
    200: z.strictObject({
      status: z.literal('success'),
      timestamp: Time,
      insights: z.strictObject({
        status: z.enum(['nothing_found', 'patterns_found']),
        analysis_notes: z.string(),
        novel_discovery: novelty.optional(),
        extracted_iocs: ExtractedIocs.optional(),
        detected_patterns: z.array(DetectedPattern),
        suggested_playbook: Playbook.optional(),
      }),
    }),
  },
  limit: 'insights_generate',
  onlyAsks: true,
});

export const detectPatterns = defineEndpoint({
  id: 'detectPatterns',
  method: 'POST',
  path: '/api/patterns/detect',
  summary: 'Whether data show a pattern that the caller defines',
  tag,
  access: asks,
  body: z.strictObject({
    data,
    pattern_definition: z.strictObject({
      type: z.enum(['statistical', 'behavioral', 'anomaly']),
      metric: z.string().max(128).optional(),
      threshold: z.number().optional(),
      window_seconds: z.number().positive().max(86_400).optional(),
      count: z.number().int().positive().max(1_000_000).optional(),
    }),
  }),
  answers: {
    200: z.strictObject({
      status: z.literal('success'),
      timestamp: Time,
      detected_patterns: z.array(DetectedPattern),
    }),
  },
  limit: 'patterns_detect',
  onlyAsks: true,
});

export const generatePlaybook = defineEndpoint({
  id: 'generatePlaybook',
  method: 'POST',
  path: '/api/playbooks/generate',
  summary: 'Steps for people after an insight; CACAO 2.0 as JSON, or as YAML with `accept: application/yaml`',
  tag,
  access: asks,
  body: z.strictObject({
    insight: z.strictObject({
      id: z.string().max(128).optional(),
      type: z.string().max(128),
      severity: level,
      description: z.string().max(4_000),
      related_data: data,
    }),
  }),
  answers: { 200: Playbook },
  limit: 'playbooks_generate',
  onlyAsks: true,
});

export const extractIocs = defineEndpoint({
  id: 'extractIocs',
  method: 'POST',
  path: '/api/iocs/extract',
  summary: 'Indicators of compromise in any text',
  tag,
  access: asks,
  body: z.strictObject({ data: z.unknown() }),
  answers: { 200: z.strictObject({ extracted_iocs: ExtractedIocs }) },
  limit: 'patterns_detect',
  onlyAsks: true,
});
