import { readdirSync, readFileSync } from 'node:fs';

/** What the processes below one process use at a moment. */
export interface TreeUse {
  readonly processes: number;
  readonly residentBytes: number;
}

const pageBytes = 4096;

interface ProcessFacts {
  readonly state: string;
  readonly parent: number;
  readonly started: string;
  readonly residentBytes: number;
}

/** State, parent, start and resident pages of one process (proc(5), `stat` fields 3, 4, 22 and 24); `undefined` when it has gone. */
function factsOf(pid: string): ProcessFacts | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // Processes end while they are listed; one that has gone uses nothing.
    return undefined;
  }
  // The name in brackets may hold anything, so fields are counted from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent] = fields;
  return { state, parent: Number(parent), started: fields[19] ?? '', residentBytes: Number(fields[21]) * pageBytes };
}

/** Tells a process from a later one that is given its id. */
export interface KnownProcess {
  readonly pid: number;
  readonly started: string;
}

/** The processes that one process has begun itself and that are there. */
export function childrenOf(parent: number): readonly KnownProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const facts = /^\d+$/.test(name) ? factsOf(name) : undefined;
    return facts?.parent === parent ? [{ pid: Number(name), started: facts.started }] : [];
  });
}

/** Whether a process still runs; one that only waits to be collected does not. */
export function isRunning({ pid, started }: KnownProcess): boolean {
  const facts = factsOf(String(pid));
  return facts?.started === started && !['Z', 'X'].includes(facts.state);
}

/** Ends a process at once, where it is there and may be ended. */
export function endProcess(known: KnownProcess): void {
  if (!isRunning(known)) return;
  try {
    process.kill(known.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it ended by itself in the meantime.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Counts a process and all its descendants. Orphans stay below the first process of their namespace, so none escapes. */
export function treeUse(root: number): TreeUse {
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (name.charCodeAt(0) < 48 || name.charCodeAt(0) > 57) continue;
    const facts = factsOf(name);
    if (facts === undefined) continue;
    const pid = Number(name);
    resident.set(pid, facts.residentBytes);
    const siblings = children.get(facts.parent);
    if (siblings === undefined) children.set(facts.parent, [pid]);
    else siblings.push(pid);
  }
  let processes = 0;
  let residentBytes = 0;
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    const own = resident.get(pid);
    if (own === undefined) continue;
    processes += 1;
    residentBytes += own;
    open.push(...(children.get(pid) ?? []));
  }
  return { processes, residentBytes };
}
