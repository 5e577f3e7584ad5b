import type { Matcher } from '@maximus/matching';
import type { MetadataSource, PackageMetadata, VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { Dialect } from './types.ts';

/** What decides whether a version may be used. */
export interface ChoiceRules {
  readonly dialect: Dialect;
  readonly source: MetadataSource;
  readonly matcher: Matcher;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly minReleaseAgeMs: number;
}

/** A search among the versions of one package. */
export interface ChoiceQuery {
  readonly name: string;
  /** The version in use; absent where the package is new. */
  readonly current?: string;
  /** Groups that may go on speaking of it. */
  readonly tolerated: ReadonlySet<string>;
  readonly mayGoDown?: boolean;
  /** Leaves out versions before anything is asked about them. */
  readonly accept?: (version: string) => boolean;
}

/** The versions that may be used, best first, or what stands against all of them. */
export type Chosen =
  | { readonly versions: readonly VersionMetadata[]; readonly refusals: readonly Blockage[] }
  | { readonly blocked: Blockage };

/** Versions that are returned at most, because each may cost a question to the registry. */
const most = 6;
const malicious = /\b(?:malicious|malware|compromised|hijack)/i;
const hourMs = 3_600_000;

/** Versions of packages as a plan may use them: judged by the index, old enough, not taken back, no pre-releases. */
export class Choices {
  readonly #rules: ChoiceRules;
  readonly #judged = new Map<string, ReadonlySet<string>>();

  constructor(rules: ChoiceRules) {
    this.#rules = rules;
  }

  /** Groups that speak of a version, certainly or without having been judged. */
  judge(name: string, version: string): ReadonlySet<string> {
    const key = `${name}@${version}`;
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    const { ecosystem } = this.#rules.dialect;
    const { hits, undecided } = this.#rules.matcher.match({ ecosystem, name, version });
    const said = [...hits, ...undecided].filter(({ advisory }) => advisory.kind !== 'informational');
    const groups = new Set(said.map(({ advisory }) => advisory.groupId));
    this.#judged.set(key, groups);
    return groups;
  }

  /** Groups that certainly speak of a version. */
  hits(name: string, version: string): ReadonlySet<string> {
    const { hits } = this.#rules.matcher.match({ ecosystem: this.#rules.dialect.ecosystem, name, version });
    return new Set(hits.map(({ advisory }) => advisory.groupId));
  }

  /** Negative where the first is older; 0 where one of them is no version. */
  order(a: string, b: string): number {
    const { scheme } = this.#rules.dialect;
    const [x, y] = [scheme.parse(a), scheme.parse(b)];
    return x.ok && y.ok ? scheme.order(x.value, y.value) : 0;
  }

  /**
   * Above the version in use, lowest first; for malware the ones below follow, newest first. Without a version in use,
   * newest first. At most six are returned.
   */
  async search(query: ChoiceQuery): Promise<Chosen> {
    const found = await this.#packageOf(query.name);
    if ('code' in found) return { blocked: found };
    const { current, accept = () => true } = query;
    const parses = (version: string) => this.#rules.dialect.scheme.parse(version).ok;
    const all = [...found.versions.values()].filter(({ version }) => parses(version));
    all.sort((a, b) => this.order(a.version, b.version));
    const isAbove = (version: string) => current === undefined || this.order(version, current) > 0;
    const above = all.filter(({ version }) => isAbove(version));
    const below = all.filter(({ version }) => current !== undefined && this.order(version, current) < 0).reverse();
    const inOrder = current === undefined ? all.reverse() : [...above, ...(query.mayGoDown === true ? below : [])];
    const refusals: Blockage[] = [...found.yanked]
      .filter((version) => isAbove(version) && !found.versions.has(version))
      .map((version) => blockage('version-yanked', `${query.name}@${version} was published and taken back.`));
    const versions: VersionMetadata[] = [];
    for (const meta of inOrder) {
      if (!accept(meta.version)) continue;
      const refusal = this.#refuse(query, meta, found) ?? (await this.#refuseInFull(query.name, meta, versions));
      if (refusal !== undefined) refusals.push(refusal);
      if (versions.length >= most || refusals.length >= most * 10) break;
    }
    return { versions, refusals };
  }

  /** A version with everything the registry says of it. */
  async details(name: string, version: string): Promise<VersionMetadata | Blockage> {
    const { source } = this.#rules;
    const answer = await source.detailsOf?.(name, version);
    if (answer?.state === 'found') return answer.version;
    if (answer?.state === 'unreachable') return unreachable(name, answer.reason);
    const found = await this.#packageOf(name);
    if ('code' in found) return found;
    return found.versions.get(version) ?? blockage('resolver-failed', `The registry does not know ${name}@${version}.`);
  }

  async #packageOf(name: string): Promise<PackageMetadata | Blockage> {
    const answer = await this.#rules.source.versionsOf(name);
    if (answer.state === 'found') return answer.package;
    return answer.state === 'absent'
      ? blockage('no-fixed-version', `The registry knows no package ${name}.`)
      : unreachable(name, answer.reason);
  }

  #refuse(
    { name, current, tolerated }: ChoiceQuery,
    meta: VersionMetadata,
    { yanked }: PackageMetadata,
  ): Blockage | undefined {
    const label = `${name}@${meta.version}`;
    if (this.#isEarly(meta.version) && (current === undefined || !this.#isEarly(current))) {
      return blockage('no-fixed-version', `${label} is a pre-release.`);
    }
    const bad = [...this.judge(name, meta.version)].filter((group) => !tolerated.has(group));
    if (bad.length > 0) {
      const names = bad.map((group) => this.#rules.matcher.index.group(group)?.primaryId ?? group).sort();
      return blockage('introduces-vulnerability', `${label} is affected by ${names.join(', ')}.`, names);
    }
    if (yanked.has(meta.version)) return blockage('version-yanked', `${label} was taken back.`);
    if (meta.deprecated !== undefined && malicious.test(meta.deprecated)) {
      return blockage('version-yanked', `${label} is deprecated as malicious: ${meta.deprecated.slice(0, 200)}`);
    }
    return this.#rules.dialect.refuse?.(name, meta);
  }

  /** What has to be asked for one by one: when it was published, and what it runs on. */
  async #refuseInFull(name: string, listed: VersionMetadata, good: VersionMetadata[]): Promise<Blockage | undefined> {
    const { dialect, minReleaseAgeMs } = this.#rules;
    const needsMore = dialect.needsDetails === true || (listed.publishedAt === undefined && minReleaseAgeMs > 0);
    const meta = needsMore ? await this.details(name, listed.version) : listed;
    if ('code' in meta) return meta;
    const refusal = dialect.refuse?.(name, meta) ?? this.#tooNew(`${name}@${meta.version}`, meta);
    if (refusal === undefined) good.push(meta);
    return refusal;
  }

  #tooNew(label: string, { publishedAt }: VersionMetadata): Blockage | undefined {
    const { now, minReleaseAgeMs } = this.#rules;
    if (minReleaseAgeMs === 0) return undefined;
    if (publishedAt === undefined) {
      return blockage('version-too-new', `The registry does not say when ${label} was published.`);
    }
    if (now - publishedAt >= minReleaseAgeMs) return undefined;
    const hours = Math.max(0, Math.floor((now - publishedAt) / hourMs));
    const asked = Math.ceil(minReleaseAgeMs / hourMs);
    return blockage('version-too-new', `${label} was published ${hours} hours ago; ${asked} are asked for.`);
  }

  #isEarly(version: string): boolean {
    const parsed = this.#rules.dialect.scheme.parse(version);
    return parsed.ok && this.#rules.dialect.scheme.isPrerelease(parsed.value);
  }
}

function unreachable(name: string, reason: string): Blockage {
  return blockage('registry-unreachable', `The registry did not answer for ${name}: ${reason}.`);
}
