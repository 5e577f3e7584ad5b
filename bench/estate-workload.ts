import { join } from 'node:path';
import { gunzipLines, sequence } from './workload.ts';

/** A package of the generated world with the versions that are in use. */
export interface WorldPackage {
  readonly ecosystem: string;
  readonly name: string;
  /** In order; the middle ones are used most. */
  readonly versions: readonly string[];
}

/** One ecosystem: packages by popularity, and the sum of their weights up to each. */
interface World {
  readonly packages: readonly WorldPackage[];
  readonly weights: Float64Array;
}

/** A record of a feed, as far as the bench looks into it. */
export interface FeedRecord {
  readonly id: string;
  readonly modified: string;
  readonly aliases?: readonly string[];
  readonly affected?: readonly {
    readonly package?: { readonly ecosystem: string; readonly name: string };
    readonly ranges?: readonly { readonly events: readonly Record<string, string>[] }[];
    readonly versions?: readonly string[];
  }[];
}

const files: Readonly<Record<string, string>> = {
  npm: 'osv-npm.jsonl.gz',
  PyPI: 'osv-pypi.jsonl.gz',
  Go: 'osv-go.jsonl.gz',
  'crates.io': 'osv-crates.jsonl.gz',
  RubyGems: 'osv-rubygems-rubysec.jsonl.gz',
};

/** How projects divide over the ecosystems, and how many packages each has that no advisory names. */
const shares: readonly (readonly [ecosystem: string, share: number, quiet: number])[] = [
  ['npm', 0.6, 34_000],
  ['PyPI', 0.18, 9_000],
  ['Go', 0.12, 6_000],
  ['crates.io', 0.06, 4_000],
  ['RubyGems', 0.04, 3_000],
];

/** The package that most projects use, whatever their language. */
export const common: WorldPackage = {
  ecosystem: 'npm',
  name: 'estate-common',
  versions: Array.from({ length: 20 }, (_, n) => `2.${n}.0`),
};

/** Share of the projects that use it. */
export const commonShare = 0.8;

/** Every record of the feeds that the world is made of. */
export async function readRecords(folder: string): Promise<readonly FeedRecord[]> {
  const records: FeedRecord[] = [];
  for (const file of Object.values(files))
    for await (const line of gunzipLines(join(folder, 'advisories', file)))
      records.push(JSON.parse(line) as FeedRecord);
  return records;
}

/** Ecosystem → package → versions. */
export type NamedVersions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Versions that records name for each package: listed ones and both ends of ranges. */
export function namedVersions(records: readonly FeedRecord[]): NamedVersions {
  const named = new Map<string, Map<string, Set<string>>>();
  for (const { affected } of records) {
    for (const each of affected ?? []) {
      if (each.package === undefined) continue;
      const { ecosystem, name } = each.package;
      const packages = named.get(ecosystem) ?? new Map<string, Set<string>>();
      named.set(ecosystem, packages);
      const versions = packages.get(name) ?? new Set<string>();
      packages.set(name, versions);
      for (const version of (each.versions ?? []).slice(-6)) versions.add(version);
      for (const event of (each.ranges ?? []).flatMap((range) => range.events))
        for (const version of [event['introduced'], event['fixed'], event['last_affected']])
          if (version !== undefined && version !== '0' && version.length < 40 && !/[0-9a-f]{30}/.test(version))
            versions.add(version);
    }
  }
  const plain = [...named].map(([ecosystem, packages]) => [
    ecosystem,
    Object.fromEntries([...packages].map(([name, versions]) => [name, [...versions]])),
  ]);
  return Object.fromEntries(plain) as NamedVersions;
}

/**
 * A world of packages: real names with the versions that their advisories speak of, among quiet packages named after
 * them. Popularity falls as in registries (Zipf); every tenth or so package has advisories, popular ones as well.
 */
function worldOf(
  ecosystem: string,
  named: Readonly<Record<string, readonly string[]>>,
  quiet: number,
  random: () => number,
): World {
  const real = Object.entries(named).map(([name, versions]) => realPackage(ecosystem, name, versions, random));
  const every = Math.max(2, Math.round(quiet / Math.max(1, real.length)));
  const packages: WorldPackage[] = [];
  for (let place = 0, next = 0; packages.length < quiet + real.length; place += 1) {
    const one = real[next];
    if (one !== undefined && place % every === 3 % every) {
      packages.push(one);
      next += 1;
    } else packages.push(quietPackage(ecosystem, place, random));
    if (place > 4 * (quiet + real.length)) break;
  }
  const weights = new Float64Array(packages.length);
  let sum = 0;
  for (const place of packages.keys()) {
    sum += 1 / (place + 8) ** 0.9;
    weights[place] = sum;
  }
  return { packages, weights };
}

/** Most of what is in use is fixed: newer versions are added until a third or so of the versions are named ones. */
function realPackage(ecosystem: string, name: string, versions: readonly string[], random: () => number): WorldPackage {
  const kept = versions.slice(-4);
  const prefix = ecosystem === 'Go' && kept.some((version) => version.startsWith('v')) ? 'v' : '';
  const newer = Array.from({ length: 3 + Math.floor(random() * 5) }, (_, n) => `${prefix}${90 + n}.0.${n}`);
  return { ecosystem, name, versions: [...kept, ...newer] };
}

function quietPackage(ecosystem: string, place: number, random: () => number): WorldPackage {
  const count = 1 + Math.floor(random() * 5);
  const versions = Array.from({ length: count }, (_, n) => `${1 + (place % 9)}.${n}.${place % 13}`);
  const name = ecosystem === 'Go' ? `example.test/estate/module-${place}` : `estate-quiet-${place}`;
  return { ecosystem, name, versions };
}

/** A component of a generated project. */
export interface Pick {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
}

/** Makes projects: the same ones in every run. */
export function estateOf(named: NamedVersions, seed: number) {
  const random = sequence(seed);
  const worlds = new Map(
    shares.map(([ecosystem, , quiet]) => [ecosystem, worldOf(ecosystem, named[ecosystem] ?? {}, quiet, random)]),
  );
  return {
    packageCount: [...worlds.values()].reduce((sum, world) => sum + world.packages.length, 0),
    /** The components of the nth project. */
    project(place: number, size: number): readonly Pick[] {
      const own = sequence(seed + 7_919 * (place + 1));
      const ecosystem = ecosystemAt(own());
      const world = worlds.get(ecosystem) as World;
      const picks = new Map<string, Pick>();
      if (own() < commonShare) picks.set(common.name, pick(common, own()));
      while (picks.size < size) {
        const found = world.packages[placeOf(world.weights, own())];
        if (found !== undefined && !picks.has(found.name)) picks.set(found.name, pick(found, own()));
      }
      return [...picks.values()];
    },
  };
}

function ecosystemAt(share: number): string {
  let sum = 0;
  for (const [ecosystem, own] of shares) {
    sum += own;
    if (share < sum) return ecosystem;
  }
  return 'npm';
}

/** Newer versions are used more: two draws, the later place. */
function pick({ ecosystem, name, versions }: WorldPackage, share: number): Pick {
  const place = Math.floor(Math.sqrt(share) * versions.length);
  return { ecosystem, name, version: versions[Math.min(place, versions.length - 1)] ?? '1.0.0' };
}

function placeOf(weights: Float64Array, share: number): number {
  const wanted = share * (weights.at(-1) ?? 0);
  let [low, high] = [0, weights.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((weights[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
