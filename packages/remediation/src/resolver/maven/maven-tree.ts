import type { PomDependency } from '../../registries/maven/index.ts';
import type { MetadataSource } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { Ask, Pin } from '../pinned/index.ts';

/** What a build begins with. */
export interface MavenRoots {
  readonly dependencies: readonly PomDependency[];
  /** `group:artifact` → version. */
  readonly managed: ReadonlyMap<string, string>;
}

/** The tree of a build, and what of it the repository did not tell. */
export interface MavenTree {
  readonly pins: ReadonlyMap<string, Pin>;
  readonly problems: readonly Blockage[];
}

const mostPins = 2_000;

/**
 * Maven's mediation: the nearest mention of an artifact wins, the first among equals, and managed versions go before what
 * parents ask for ("Introduction to the Dependency Mechanism"). Exclusions are not heeded: what they leave out is in the
 * tree as something that may be there.
 */
export async function mavenTree({ dependencies, managed }: MavenRoots, source: MetadataSource): Promise<MavenTree> {
  const pins = new Map<string, Pin>();
  const problems: Blockage[] = [];
  const open = dependencies.flatMap(({ name, version }) => (version === undefined ? [] : [{ name, version }]));
  const taken = new Set(open.map(({ name }) => name));
  for (let next = open.shift(); next !== undefined && pins.size < mostPins; next = open.shift()) {
    const { name, version } = next;
    const answer = await source.detailsOf?.(name, version);
    if (answer?.state === 'unreachable') {
      problems.push(blockage('registry-unreachable', `The registry did not answer for ${name}: ${answer.reason}.`));
    }
    const asks: Ask[] = [];
    for (const [asked, wanted] of answer?.state === 'found' ? answer.version.dependencies : []) {
      const chosen = managed.get(asked) ?? wanted;
      // What cannot be read, or is a range, is for the tool to choose.
      if (taken.has(asked) || !/^[\w.+-]{1,200}$/.test(chosen)) continue;
      taken.add(asked);
      open.push({ name: asked, version: chosen });
      if (!managed.has(asked)) asks.push({ name: asked, requirement: chosen, to: asked });
    }
    pins.set(name, { key: name, name, version, asks });
  }
  return { pins, problems };
}
