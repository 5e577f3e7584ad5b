import { Readable } from 'node:stream';
import type { Audit } from '@maximus/audit';
import {
  exportAudit,
  getAuditConsistency,
  getAuditProof,
  getDecisionSummary,
  getHitlHealth,
  getHitlMetrics,
  getLadderOutcomes,
  getMttrTrend,
  getSlaBurn,
  listAuditCheckpoints,
  listAuditLogs,
  listReviewPolicies,
  putReviewPolicy,
  rotateAuditKey,
} from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import type { HealthCheck } from '@maximus/kernel';
import type { MetricsRegistry } from '@maximus/observability';
import { reviewPolicies } from '@maximus/storage';
import { ladderOutcomes, mttrTrend, slaBurn } from '../course.ts';
import type { Parts } from '../parts.ts';
import { personOf } from '../person.ts';
import { putPolicy, toPolicy } from '../policies/put-policy.ts';
import { recentFigures } from '../recent-figures.ts';
import { decisionSummary } from '../summary.ts';
import { causeOf, versionOf } from './request-facts.ts';

/** How review goes, by which rules, and what the log of it can prove. */
export function insightRoutes(
  parts: Parts,
  audit: Audit,
  checks: readonly HealthCheck[],
  registry: MetricsRegistry | undefined,
): Route[] {
  const { database, clock } = parts;
  const summary = recentFigures(parts, decisionSummary);
  const mttr = recentFigures(parts, mttrTrend);
  const burn = recentFigures(parts, slaBurn);
  const ladder = recentFigures(parts, ladderOutcomes);
  return [
    route(getDecisionSummary, async ({ query }) => okAnswer(await summary(query))),
    route(getMttrTrend, async ({ query }) => okAnswer(await mttr(query))),
    route(getSlaBurn, async ({ query }) => okAnswer(await burn(query))),
    route(getLadderOutcomes, async ({ query }) => okAnswer(await ladder(query))),
    route(listAuditLogs, async ({ query }) => okAnswer(await audit.list(query))),
    route(listAuditCheckpoints, async ({ query }) => okAnswer(await audit.checkpoints(query))),
    route(getAuditProof, async ({ params }) => okAnswer(await audit.proveInclusion(params.log_id))),
    route(getAuditConsistency, async ({ query }) => okAnswer(await audit.proveConsistency(query.from, query.to))),
    route(exportAudit, async (input) => {
      const person = await personOf(database, input.principal);
      await audit.append(database, {
        action: 'audit.exported',
        actor: person.actor,
        subject: { kind: 'audit', id: 'log' },
        correlationId: input.correlationId,
        address: person.address,
      });
      return {
        status: 200,
        headers: {
          'content-type': 'application/x-ndjson',
          'content-disposition': 'attachment; filename="audit.ndjson"',
        },
        body: Readable.from(audit.exportLines()),
      };
    }),
    route(rotateAuditKey, async (input) => {
      const person = await personOf(database, input.principal);
      const key = await audit.rotateKey();
      await audit.append(database, {
        action: 'audit.key_rotated',
        actor: person.actor,
        subject: { kind: 'audit_key', id: key.key_id },
        correlationId: input.correlationId,
        address: person.address,
        detail: { previous: key.previous_key_id },
      });
      return okAnswer(key);
    }),
    route(listReviewPolicies, async () => okAnswer({ items: (await reviewPolicies.all(database)).map(toPolicy) })),
    route(putReviewPolicy, async (input) => {
      const { body } = input;
      const person = await personOf(database, input.principal);
      const request = { ...body, expectedVersion: versionOf(input.headers) };
      const saved = await putPolicy(parts, person, request, causeOf(input));
      return okAnswer(saved, { etag: `"${saved.version}"` });
    }),
    route(getHitlHealth, async () => {
      const reports = await Promise.all(
        checks.map(async ({ name, check }) => [name, await check(AbortSignal.timeout(5_000))] as const),
      );
      const worst = reports.some(([, { status }]) => status === 'unhealthy')
        ? 'unhealthy'
        : reports.some(([, { status }]) => status === 'degraded')
          ? 'degraded'
          : 'healthy';
      return okAnswer({
        status: worst,
        checks: Object.fromEntries(reports),
        time: new Date(clock.now()).toISOString(),
      });
    }),
    route(getHitlMetrics, async () => {
      const lines = ((await registry?.text()) ?? '').split('\n');
      const own = lines.filter((line) => /^(?:# (?:HELP|TYPE) )?maximus_hitl_/.test(line));
      const headers = { 'content-type': registry?.contentType ?? 'text/plain; version=0.0.4; charset=utf-8' };
      return { status: 200, headers, body: `${own.join('\n')}\n` };
    }),
  ];
}
