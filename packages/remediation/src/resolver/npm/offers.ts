import type { Matcher } from '@maximus/matching';
import { compare, prerelease, SemVer } from 'semver';
import type { MetadataSource, PackageMetadata, VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';

/** Groups of advisories that speak of a version: certainly, or without having been judged. */
export interface Judged {
  readonly hits: ReadonlySet<string>;
  readonly undecided: ReadonlySet<string>;
}

/** What decides whether a version may be used. */
export interface OfferRules {
  readonly source: MetadataSource;
  readonly matcher: Matcher;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly minReleaseAgeMs: number;
}

/** A search among the versions of one package. */
export interface OfferQuery {
  readonly name: string;
  /** The version in use; absent where the package is new to the tree. */
  readonly current?: string;
  /** Groups that may go on speaking of it: those that are in the tree already and are not to be closed. */
  readonly tolerated: ReadonlySet<string>;
  readonly mayGoDown?: boolean;
}

/** The versions that may be used, best first, or what stands against all of them. */
export type Offered =
  | { readonly versions: readonly VersionMetadata[]; readonly refusals: readonly Blockage[] }
  | { readonly blocked: Blockage };

const malicious = /\b(?:malicious|malware|compromised|hijack|security holding)/i;
const hourMs = 3_600_000;
/** Questions that may be open before anybody waits for the answer. */
const mostAhead = 16;

const sortedOf = new WeakMap<PackageMetadata, readonly VersionMetadata[]>();

/** What is published of a package, lowest first; it is sorted once, since one plan asks for it thousands of times. */
function inOrderOf(metadata: PackageMetadata): readonly VersionMetadata[] {
  const known = sortedOf.get(metadata);
  if (known !== undefined) return known;
  const parsed = [...metadata.versions.values()].map((each) => ({ each, at: new SemVer(each.version, true) }));
  const sorted = parsed.sort((a, b) => a.at.compare(b.at)).map(({ each }) => each);
  sortedOf.set(metadata, sorted);
  return sorted;
}

/** Versions of packages as a plan may use them: judged by the index, old enough, not taken back, no pre-releases. */
export class Offers {
  readonly #rules: OfferRules;
  readonly #judged = new Map<string, Judged>();
  readonly #found = new Map<string, Promise<Offered>>();
  readonly #asked = new Set<string>();
  #ahead = 0;

  constructor(rules: OfferRules) {
    this.#rules = rules;
  }

  /** What the index says of a version of an npm package. */
  judge(name: string, version: string): Judged {
    const key = `${name}@${version}`;
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    const { hits, undecided } = this.#rules.matcher.match({ ecosystem: 'npm', name, version });
    const groups = (of: readonly { advisory: { groupId: string; kind: string } }[]) =>
      new Set(of.filter(({ advisory }) => advisory.kind !== 'informational').map(({ advisory }) => advisory.groupId));
    const judged = { hits: groups(hits), undecided: groups(undecided) };
    this.#judged.set(key, judged);
    return judged;
  }

  /**
   * Above the version in use, lowest first; for malware the ones below follow, newest first. Deprecated versions come last,
   * unless the version in use is deprecated itself. Without a version in use, newest first.
   */
  search(query: OfferQuery): Promise<Offered> {
    const { name, current = '', tolerated, mayGoDown = false } = query;
    const key = JSON.stringify([name, current, mayGoDown, ...[...tolerated].sort()]);
    const known = this.#found.get(key) ?? this.#search(query);
    this.#found.set(key, known);
    return known;
  }

  async #search(query: OfferQuery): Promise<Offered> {
    const found = await this.packageOf(query.name);
    if ('blocked' in found) return found;
    const { current } = query;
    const isAbove = (version: string) => current === undefined || compare(version, current, true) > 0;
    const all = inOrderOf(found);
    const at = all.findIndex(({ version }) => isAbove(version));
    const first = at < 0 ? all.length : at;
    const below = all.slice(0, first).filter(({ version }) => version !== current);
    const inOrder =
      current === undefined
        ? all.toReversed()
        : [...all.slice(first), ...(query.mayGoDown === true ? below.reverse() : [])];
    const refusals: Blockage[] = this.#takenBack(found, isAbove);
    const versions = inOrder.filter((each) => {
      const refusal = this.#refuse(query, each);
      if (refusal !== undefined) refusals.push(refusal);
      return refusal === undefined;
    });
    const wasDeprecated = current !== undefined && found.versions.get(current)?.deprecated !== undefined;
    const good = versions.filter(({ deprecated }) => wasDeprecated || deprecated === undefined);
    return { versions: [...good, ...versions.filter((each) => !good.includes(each))], refusals };
  }

  /** Asks for packages that will be looked at soon, without waiting: the answers are there, or on their way, by then. */
  askAhead(names: Iterable<string>): void {
    const isDone = () => {
      this.#ahead -= 1;
    };
    for (const name of names) {
      if (this.#ahead >= mostAhead) return;
      if (this.#asked.has(name)) continue;
      this.#asked.add(name);
      this.#ahead += 1;
      // A failure is told to whoever waits for the same answer.
      this.#rules.source.versionsOf(name).then(isDone, isDone);
    }
  }

  /** Everything that is published under a name. */
  async packageOf(name: string): Promise<PackageMetadata | { readonly blocked: Blockage }> {
    this.#asked.add(name);
    const answer = await this.#rules.source.versionsOf(name);
    if (answer.state === 'found') return answer.package;
    return answer.state === 'absent'
      ? { blocked: blockage('no-fixed-version', `The registry knows no package ${name}.`) }
      : { blocked: blockage('registry-unreachable', `The registry did not answer for ${name}: ${answer.reason}.`) };
  }

  #takenBack({ name, yanked }: PackageMetadata, isAbove: (version: string) => boolean): Blockage[] {
    return [...yanked]
      .filter((version) => isAbove(version) && prerelease(version) === null)
      .map((version) => blockage('version-yanked', `${name}@${version} was published and taken back.`));
  }

  #refuse({ name, current, tolerated }: OfferQuery, meta: VersionMetadata): Blockage | undefined {
    const label = `${name}@${meta.version}`;
    if (prerelease(meta.version, true) !== null && (current === undefined || prerelease(current, true) === null)) {
      return blockage('no-fixed-version', `${label} is a pre-release.`);
    }
    const { hits, undecided } = this.judge(name, meta.version);
    const bad = [...hits, ...undecided].filter((group) => !tolerated.has(group));
    if (bad.length > 0) {
      const names = bad.map((group) => this.#rules.matcher.index.group(group)?.primaryId ?? group).sort();
      return blockage('introduces-vulnerability', `${label} is affected by ${names.join(', ')}.`, names);
    }
    if (meta.deprecated !== undefined && malicious.test(meta.deprecated)) {
      return blockage('version-yanked', `${label} is deprecated as malicious: ${meta.deprecated.slice(0, 200)}`);
    }
    return this.#tooNew(label, meta);
  }

  #tooNew(label: string, { publishedAt }: VersionMetadata): Blockage | undefined {
    const { now, minReleaseAgeMs } = this.#rules;
    if (minReleaseAgeMs === 0) return undefined;
    if (publishedAt === undefined) {
      return blockage('version-too-new', `The registry does not say when ${label} was published.`);
    }
    if (now - publishedAt >= minReleaseAgeMs) return undefined;
    const hours = Math.max(0, Math.floor((now - publishedAt) / hourMs));
    return blockage(
      'version-too-new',
      `${label} was published ${hours} hours ago; ${Math.ceil(minReleaseAgeMs / hourMs)} are asked for.`,
    );
  }
}
