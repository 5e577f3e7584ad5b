import { z } from 'zod';
import { AuditEntry } from '../audit/index.ts';
import { listQuery, pageOf, Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

/** The audit log, newest first unless asked otherwise. */
export const listAuditEntries = defineEndpoint({
  id: 'listAuditEntries',
  method: 'GET',
  path: '/api/audit',
  summary: 'What was done, by whom, from where and when.',
  tag: 'audit',
  access: { role: 'operator' },
  query: listQuery(['at']).extend({
    /** One action, or every action of a part with `user.*`. */
    action: z.string().max(128).optional(),
    actor: z.string().max(64).optional(),
    entity_kind: z.string().max(64).optional(),
    entity_id: z.string().max(256).optional(),
    correlation_id: z.string().max(128).optional(),
    from: Time.optional(),
    to: Time.optional(),
  }),
  answers: { 200: pageOf(AuditEntry) },
});

/** One entry of the audit log. */
export const getAuditEntry = defineEndpoint({
  id: 'getAuditEntry',
  method: 'GET',
  path: '/api/audit/{log_id}',
  summary: 'One entry of the audit log.',
  tag: 'audit',
  access: { role: 'operator' },
  params: z.strictObject({ log_id: z.string().max(64) }),
  answers: { 200: AuditEntry },
});
