import type { Playbook } from '@maximus/contracts';
import { type Clock, newUuid } from '@maximus/kernel';

/** What a playbook answers. */
export interface PlaybookTrigger {
  readonly id?: string | undefined;
  readonly type: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly description: string;
  readonly related_data: Readonly<Record<string, unknown>>;
}

const zeroDay = /zero[-_ ]?day|0[-_ ]?day|novel|unknown[-_ ]exploit/i;
const severities = { low: 25, medium: 50, high: 75, critical: 100 } as const;
const words: Readonly<Record<string, string>> = {
  isolate_affected_systems: 'Isolate the affected systems',
  collect_forensics: 'Collect what forensics need before anything is changed',
  notify_security_team: 'Notify the security team',
  deploy_patch_if_available: 'Deploy a patch, if there is one',
  monitor_for_exploitation: 'Watch for exploitation',
  investigate_further: 'Investigate further',
};

/** Steps for people after an insight (eureka.md §12), also as a CACAO 2.0 playbook. Nothing of it is run. */
export function playbookFor(insight: PlaybookTrigger, clock: Clock): Playbook {
  const uuid = newUuid(clock);
  const createdAt = new Date(clock.now()).toISOString();
  const name = `Response to ${insight.type}`.slice(0, 200);
  const steps = actionsFor(insight).map((action, at) => ({
    order: at + 1,
    action,
    parameters: { insight_type: insight.type, severity: insight.severity },
  }));
  const base = { id: `PB-${uuid}`, name, description: insight.description, created_at: createdAt };
  const trigger_insight_id = insight.id ?? `INS-${newUuid(clock)}`;
  return { ...base, trigger_insight_id, steps, cacao: cacaoOf(insight, { ...base, uuid, steps }, clock) };
}

function actionsFor({ severity, type, description }: PlaybookTrigger): readonly string[] {
  if (severity === 'critical') return ['isolate_affected_systems', 'collect_forensics', 'notify_security_team'];
  if (zeroDay.test(type) || zeroDay.test(description)) return ['deploy_patch_if_available', 'monitor_for_exploitation'];
  return ['investigate_further'];
}

/** OASIS CACAO Security Playbooks 2.0: `playbook` with start, one manual action per step, and end (§3.1, §4.3–§4.5, §5.7). */
function cacaoOf(
  insight: PlaybookTrigger,
  playbook: { uuid: string; name: string; description: string; created_at: string; steps: Playbook['steps'] },
  clock: Clock,
): Record<string, unknown> {
  const identity = `identity--${newUuid(clock)}`;
  const agent = `security-team--${newUuid(clock)}`.replace('security-team', 'group');
  const start = `start--${newUuid(clock)}`;
  const end = `end--${newUuid(clock)}`;
  const ids = playbook.steps.map(() => `action--${newUuid(clock)}`);
  const workflow: Record<string, unknown> = {
    [start]: { type: 'start', name: 'Start', on_completion: ids[0] ?? end },
  };
  for (const [at, { action }] of playbook.steps.entries()) {
    const said = words[action] ?? action;
    workflow[ids[at] ?? ''] = {
      type: 'action',
      name: said,
      on_completion: ids[at + 1] ?? end,
      commands: [{ type: 'manual', command: said }],
      agent,
    };
  }
  workflow[end] = { type: 'end', name: 'End' };
  return {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: `playbook--${playbook.uuid}`,
    name: playbook.name,
    description: playbook.description,
    playbook_types: [insight.severity === 'critical' ? 'mitigation' : 'investigation'],
    created_by: identity,
    created: playbook.created_at,
    modified: playbook.created_at,
    revoked: false,
    severity: severities[insight.severity],
    labels: ['maximus', insight.type.slice(0, 100)],
    workflow_start: start,
    workflow,
    agent_definitions: { [agent]: { type: 'group', name: 'Security team' } },
  };
}
