import schedule from '@berth-board/schedule';
import template from '@berth-board/template';

const line = '{{ berth.name }}: {{ ship }}';

/** One line for each berth, in the order of their names. */
export function board(berths) {
  return Object.entries(berths)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, ship]) => template.fill(line, { berth: { name }, ship: ship ?? 'free' }));
}

/** The first arrival at or after a time; undefined when the day is over. */
export function nextArrival(arrivals, now) {
  return schedule.next(arrivals, now);
}

/** Changes of a harbour master, `path=value` each, such as `berths.A1=Ana`. */
export function applyChanges(state, changes) {
  for (const change of changes) {
    const [path, value] = change.split('=', 2);
    template.set(state, path, value);
  }
  return state;
}
