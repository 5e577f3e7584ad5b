import { hash } from 'node:crypto';
import type { AliasGroup } from '../types.ts';

/** What grouping needs to know of a record. */
export interface GroupMember {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Milliseconds since the epoch; absent sorts after every date. */
  readonly published?: number;
}

const crockford = [...'0123456789abcdefghjkmnpqrstvwxyz'];

/** Two characters for each number of ten bits. */
const pairs: readonly string[] = crockford.flatMap((first) => crockford.map((second) => first + second));

/**
 * The connected components of records over `aliases`, in either direction and through aliases that are no records
 * themselves (apv.md §1). `related` and `upstream` never come here. Ids are compared without regard to case. The groups do
 * not depend on the order of input; they come in the order of their first members.
 */
export function groupByAlias(members: readonly GroupMember[]): AliasGroup[] {
  const forest = new Forest();
  const nodes = members.map((member) => {
    const own = forest.node(member.id.toLowerCase());
    for (const alias of member.aliases) forest.join(own, forest.node(alias.toLowerCase()));
    return own;
  });
  const components = new Map<number, GroupMember[]>();
  for (const [place, member] of members.entries()) {
    const root = forest.root(nodes[place] as number);
    const list = components.get(root);
    if (list === undefined) components.set(root, [member]);
    else list.push(member);
  }
  return Array.from(components.values(), toGroup);
}

/** `agr_` and 26 characters of Crockford's base 32 from SHA-256 of the id, whose case does not count. */
export function groupIdOf(recordId: string): string {
  const digest = hash('sha256', `agr\0${recordId.toLowerCase()}`, 'hex');
  let out = 'agr_';
  // Five digits of the hash are 20 bits, which are four characters.
  for (let at = 0; out.length < 30; at += 5) {
    const bits = Number.parseInt(digest.slice(at, at + 5), 16);
    out += `${pairs[bits >>> 10]}${pairs[bits & 1023]}`;
  }
  return out.slice(0, 30);
}

function toGroup(members: readonly GroupMember[]): AliasGroup {
  const [only] = members;
  if (only !== undefined && members.length === 1 && only.aliases.length === 0)
    return { id: groupIdOf(only.id), primaryId: only.id, recordIds: [only.id], ids: [only.id] };
  const oldest = members.reduce((a, b) => (isOlder(b, a) ? b : a));
  const spelling = new Map<string, string>();
  for (const member of members) {
    for (const alias of member.aliases) {
      const key = alias.toLowerCase();
      const known = spelling.get(key);
      if (known === undefined || alias < known) spelling.set(key, alias);
    }
  }
  for (const member of members) spelling.set(member.id.toLowerCase(), member.id);
  const ids = [...spelling.values()].sort();
  const recordIds = members.map((member) => member.id).sort();
  return { id: groupIdOf(oldest.id), primaryId: primaryOf(ids, oldest.id), recordIds, ids };
}

function isOlder(a: GroupMember, b: GroupMember): boolean {
  const left = a.published ?? Number.POSITIVE_INFINITY;
  const right = b.published ?? Number.POSITIVE_INFINITY;
  return left === right ? a.id.toLowerCase() < b.id.toLowerCase() : left < right;
}

/** CVE, else GHSA, else the oldest member; the lowest where there are several. */
function primaryOf(ids: readonly string[], oldest: string): string {
  for (const prefix of ['cve-', 'ghsa-']) {
    const found = ids.filter((id) => id.slice(0, prefix.length).toLowerCase() === prefix);
    if (found.length > 0) return found.reduce((a, b) => (comesFirst(b, a) ? b : a));
  }
  return oldest;
}

/** Shorter numbers of one year first, so that CVE-2024-9999 stands before CVE-2024-10000. */
function comesFirst(a: string, b: string): boolean {
  const yearA = a.slice(0, 9).toLowerCase();
  const yearB = b.slice(0, 9).toLowerCase();
  if (yearA !== yearB || a.length === b.length) return a.toLowerCase() < b.toLowerCase();
  return a.length < b.length;
}

/** Union-find over texts, with path halving and union by size. */
class Forest {
  private readonly places = new Map<string, number>();
  private readonly parent: number[] = [];
  private readonly size: number[] = [];

  node(key: string): number {
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const place = this.parent.length;
    this.places.set(key, place);
    this.parent.push(place);
    this.size.push(1);
    return place;
  }

  root(place: number): number {
    let at = place;
    for (;;) {
      const up = this.parent[at] as number;
      if (up === at) return at;
      const above = this.parent[up] as number;
      this.parent[at] = above;
      at = above;
    }
  }

  join(a: number, b: number): void {
    let left = this.root(a);
    let right = this.root(b);
    if (left === right) return;
    if ((this.size[left] as number) < (this.size[right] as number)) [left, right] = [right, left];
    this.parent[right] = left;
    this.size[left] = (this.size[left] as number) + (this.size[right] as number);
  }
}
