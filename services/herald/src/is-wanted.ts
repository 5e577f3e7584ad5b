import type { ChannelFilter, WorkingHours } from '@maximus/contracts';
import type { Message } from './channels/types.ts';

const ranks = ['critical', 'high', 'medium', 'low'];

/** Whether a channel wants a message now: its filter, its quiet hours, and whether it is mute. Pure. */
export function isWanted(
  message: Message,
  filter: ChannelFilter,
  { nowMs, mutedUntilMs }: { readonly nowMs: number; readonly mutedUntilMs: number | undefined },
): boolean {
  if (mutedUntilMs !== undefined && nowMs < mutedUntilMs) return false;
  const family = `${message.type.slice(0, message.type.indexOf('.'))}.*`;
  if (!filter.events.includes(message.type) && !filter.events.includes(family)) return false;
  const rank = message.priority === undefined ? 0 : ranks.indexOf(message.priority);
  if (filter.min_priority !== undefined && rank > ranks.indexOf(filter.min_priority)) return false;
  if (filter.projects !== undefined && !filter.projects.includes(message.project_id ?? '')) return false;
  if (filter.teams !== undefined && !filter.teams.includes(message.team ?? '')) return false;
  return filter.quiet_hours === undefined || rank === 0 || !isWithin(filter.quiet_hours, nowMs);
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function isWithin(hours: WorkingHours, atMs: number): boolean {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: hours.timezone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  const today = weekdays.indexOf(part('weekday')) + 1;
  const yesterday = ((today + 5) % 7) + 1;
  if (hours.from < hours.to) return hours.days.includes(today) && time >= hours.from && time < hours.to;
  return (hours.days.includes(today) && time >= hours.from) || (hours.days.includes(yesterday) && time < hours.to);
}
