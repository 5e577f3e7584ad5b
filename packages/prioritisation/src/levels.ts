import type { Priority } from '@maximus/contracts';

const order: readonly Priority[] = ['low', 'medium', 'high', 'critical'];

/** 0 for low to 3 for critical. */
export function rankOf(level: Priority): number {
  return order.indexOf(level);
}

/** One level up, but not above `cap`; a level that is there already stays. */
export function raise(level: Priority, cap: Priority): Priority {
  return rankOf(level) >= rankOf(cap) ? level : (order[rankOf(level) + 1] ?? level);
}

/** One level down, but not below `floor`; a level that is there already stays. */
export function lower(level: Priority, floor: Priority): Priority {
  return rankOf(level) <= rankOf(floor) ? level : (order[rankOf(level) - 1] ?? level);
}

/** The higher of two levels. */
export function atLeast(level: Priority, floor: Priority): Priority {
  return rankOf(level) >= rankOf(floor) ? level : floor;
}
