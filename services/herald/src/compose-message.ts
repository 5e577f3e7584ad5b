import { type DecisionRecord, type EventEnvelope, isWeighty } from '@maximus/contracts';
import type { Message } from './channels/types.ts';

const severities = { critical: 'critical', high: 'error', medium: 'warning', low: 'info' } as const;
const mostTitle = 200;

/** The words of an event; `undefined` for those that nobody is told of. */
export function composeMessage(event: EventEnvelope, publicUrl: string): Message | undefined {
  if (event.type.startsWith('decision.')) return ofDecision(event, publicUrl);
  if (event.type === 'feed.failed')
    return {
      ...common(event),
      title: 'A feed of advisories could not be synced',
      text: 'New vulnerabilities of its ecosystems are not seen until it works again.',
      next: 'Look at its last error.',
      link: `${publicUrl}/feeds`,
      severity: 'warning',
      about: { kind: 'feed', id: String(event.data['feed'] ?? 'feed') },
    };
  return undefined;
}

interface Words {
  readonly title: string;
  readonly next: string;
  readonly alert?: Message['alert'];
  readonly changes?: true;
}

function ofDecision(event: EventEnvelope, publicUrl: string): Message | undefined {
  const decision = event.data['decision'] as DecisionRecord | undefined;
  if (decision === undefined) return undefined;
  const words = wordsOf(event.type, decision);
  if (words === undefined) return undefined;
  const { cve_id, package_name, current_version, target_version } = decision.patch_metadata;
  const change = [current_version, target_version].filter((version) => version !== undefined).join(' → ');
  const reason = event.data['reason'];
  return {
    ...common(event),
    title: `${words.title}: ${cve_id ?? package_name} in ${decision.project}`.slice(0, mostTitle).toWellFormed(),
    text: [
      `${package_name}${change === '' ? '' : ` ${change}`}`,
      decision.why_now,
      ...(typeof reason === 'string' && reason !== '' ? [`Reason: ${reason}`] : []),
    ].join('\n'),
    next: words.next,
    link: `${publicUrl}/review/${decision.decision_id}`,
    severity: severities[decision.priority],
    project: decision.project,
    project_id: decision.project_id,
    priority: decision.priority,
    about: { kind: 'decision', id: decision.decision_id },
    ...(words.alert !== undefined && { alert: words.alert }),
    ...(words.changes !== undefined && { changes: words.changes }),
    ...((decision.decision === 'pending' || decision.decision === 'escalated') && { ask: askOf(decision) }),
  };
}

function askOf(decision: DecisionRecord): NonNullable<Message['ask']> {
  const { decision_id, subject_digest } = decision;
  return { decision_id, subject_digest, is_weighty: isWeighty(decision) };
}

function wordsOf(type: string, { decision, decided_by, votes, required_approvals }: DecisionRecord): Words | undefined {
  switch (type) {
    case 'decision.opened':
      return { title: 'A patch waits for review', next: 'Read the evidence and decide.' };
    case 'decision.sla_at_risk':
      return { title: 'A review is about to be late', next: 'Decide, or hand it to somebody who can.' };
    case 'decision.sla_breached':
      return { title: 'A review is late', next: 'Decide now, or escalate it.', alert: 'raise' };
    case 'decision.escalated':
      return { title: 'A review was escalated', next: 'Decide, if you may decide what was escalated.' };
    case 'decision.vote_recorded':
      return {
        title: `A patch has ${votes.filter(({ vote }) => vote === 'approve').length} of ${required_approvals} approvals`,
        next: 'Another person must give the next one.',
        changes: true,
      };
    case 'decision.decided':
      return {
        title: `A patch was ${decision.replace('_', '-')}`,
        next: `By ${decided_by ?? 'the policy'}.`,
        alert: 'clear',
        changes: true,
      };
    case 'decision.released':
      return {
        title: `A decision took effect (${decision.replace('_', '-')})`,
        next: 'Follow its delivery.',
        changes: true,
      };
    case 'decision.undone':
      return { title: 'A decision was taken back', next: 'It waits for review again.', changes: true };
    case 'decision.cancelled':
      return { title: 'A review was cancelled', next: 'Nothing is left to decide.', alert: 'clear', changes: true };
    default:
      return undefined;
  }
}

function common(event: EventEnvelope): Pick<Message, 'id' | 'type' | 'at'> {
  return { id: event.id, type: event.type, at: event.occurredAt };
}
