import type { Result } from '@maximus/kernel';
import type { HostPort } from '../sandbox/types.ts';
import type { ArenaElsewhere, ElsewhereArchive, ManagerFiles } from './types.ts';

/** Archives of a lock file that a step cannot have here, since it may reach the hosts of the registries only. */
export function outOfReach(
  elsewhere: ArenaElsewhere | undefined,
  files: ManagerFiles,
  allowed: readonly HostPort[],
): readonly ElsewhereArchive[] {
  const reached = new Set(allowed.map(keyOf));
  return elsewhere?.archives(files).filter(({ host }) => host === undefined || !reached.has(keyOf(host))) ?? [];
}

/** Why nothing can be said of a change that brings such an archive itself; nothing where all were there before it. */
export function whyBrought(
  away: readonly ElsewhereArchive[],
  elsewhere: ArenaElsewhere,
  base: Result<ManagerFiles>,
): string | undefined {
  const known = new Set(base.ok ? elsewhere.archives(base.value).map(({ identity }) => identity) : []);
  const brought = away.find(({ identity }) => !known.has(identity));
  return brought === undefined ? undefined : `the change brings ${named(brought)}, which is no configured registry`;
}

/** What could and could not be asked, as evidence has it. */
export function inPart(manager: string, away: readonly ElsewhereArchive[]): string {
  const few = away.slice(0, 3).map(named).join(', ');
  const more = away.length > 3 ? ` and ${away.length - 3} more` : '';
  return `${manager} accepts the lock file and installs all but ${few}${more}: no configured registry serves that, and the change leaves it as it was`;
}

function named({ label, host }: ElsewhereArchive): string {
  return host === undefined ? label : `${label} from ${keyOf(host)}`;
}

function keyOf({ host, port }: HostPort): string {
  return `${host}:${port}`;
}
