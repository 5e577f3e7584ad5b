import { readdirSync, readFileSync } from 'node:fs';

/** What the processes below one process use at a moment. */
export interface TreeUse {
  readonly processes: number;
  readonly residentBytes: number;
}

const pageBytes = 4096;

interface ProcessFacts {
  readonly parent: number;
  readonly residentBytes: number;
}

/** Parent and resident pages of one process (proc(5), `stat` fields 4 and 24); `undefined` when it has gone. */
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
  return { parent: Number(fields[1]), residentBytes: Number(fields[21]) * pageBytes };
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
