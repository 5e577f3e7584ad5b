import { type ChannelField, ChannelInput, type NotifyChannel, type NotifyKind, notifyKinds } from '@maximus/contracts';

/** Choices of what a channel is told; each names the types of the events that it stands for. */
export const eventChoices = {
  all: ['decision.*', 'feed.*'],
  decisions: ['decision.*'],
  urgent: ['decision.sla_at_risk', 'decision.sla_breached', 'decision.escalated'],
  operation: ['feed.*'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
/** One of them. */
export type EventChoice = keyof typeof eventChoices;

/** The choice that a channel's events are; `undefined` where somebody set others by the API. */
export function choiceOf(events: readonly string[]): EventChoice | undefined {
  const key = [...events].sort().join(' ');
  const choices = Object.keys(eventChoices) as EventChoice[];
  return choices.find((choice) => [...eventChoices[choice]].sort().join(' ') === key);
}

/** The fields that a kind is asked for, the necessary ones first. */
export function fieldsOf(kind: NotifyKind): readonly { readonly field: ChannelField; readonly needed: boolean }[] {
  const { needs, takes } = notifyKinds[kind];
  return [...needs.map((field) => ({ field, needed: true })), ...takes.map((field) => ({ field, needed: false }))];
}

/** What a form holds: the names of its fields and their texts. */
export interface ChannelForm {
  readonly kind: NotifyKind;
  readonly events: EventChoice | undefined;
  text(name: string): string;
}

/** A channel as the server takes it, or which fields are wrong. What the form does not show of an old one stays. */
export function channelInputOf(
  form: ChannelForm,
  old?: NotifyChannel,
): { readonly ok: true; readonly body: ChannelInput } | { readonly ok: false; readonly fields: ReadonlySet<string> } {
  const told = (name: string) => form.text(name).trim();
  const { min_priority: _, ...keptFilter } = old?.filter ?? { events: [] };
  const priority = told('min_priority');
  const given: Record<string, unknown> = {
    kind: form.kind,
    name: told('name'),
    enabled: told('enabled') === 'on',
    filter: {
      ...keptFilter,
      events: form.events === undefined ? keptFilter.events : [...eventChoices[form.events]],
      ...(priority !== '' && { min_priority: priority }),
    },
    per_minute: old?.per_minute ?? 30,
  };
  for (const { field } of fieldsOf(form.kind)) {
    const text = told(field);
    if (text === '') continue;
    given[field] = field === 'recipients' ? text.split(/[\s,;]+/).filter((one) => one !== '') : text;
  }
  const missing = fieldsOf(form.kind)
    .filter(({ field, needed }) => needed && given[field] === undefined)
    .map(({ field }): string => field);
  const read = ChannelInput.safeParse(given);
  if (read.success && missing.length === 0) return { ok: true, body: read.data };
  const wrong = read.success ? [] : read.error.issues.map(({ path }) => String(path[0]));
  return { ok: false, fields: new Set([...missing, ...wrong]) };
}
