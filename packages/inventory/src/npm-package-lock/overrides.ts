import { isRecord, own, ownString } from '../json.ts';

/** One leaf of package.json's `overrides`. */
export interface OverrideRule {
  /** The package whose version it decides. */
  readonly name: string;
  /** The requirement it sets, with `$name` already replaced. */
  readonly value: string;
  /** Packages it is limited to, outermost first: it holds only below them. */
  readonly below: readonly string[];
  /** As shown: `overrides.a.b = 1.0.0`. */
  readonly text: string;
}

const maxNesting = 16;

/** Rules of one package that are weighed against each of its places; of more, the last ones. */
const maxRules = 64;
const exactVersion = /^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*$/;

/** Flattens `overrides` of the root manifest; a rule of a shape that npm refuses is left out. */
export function overrideRules(manifest: Record<string, unknown> | undefined): ReadonlyMap<string, OverrideRule[]> {
  const rules = new Map<string, OverrideRule[]>();
  const overrides = manifest === undefined ? undefined : own(manifest, 'overrides');
  if (manifest === undefined || !isRecord(overrides)) return rules;
  const walk = (level: Record<string, unknown>, below: readonly string[], path: string) => {
    for (const key of Object.keys(level)) {
      const value = level[key];
      const text = `${path}.${key}`;
      const name = key === '.' ? below.at(-1) : nameOf(key);
      if (name === undefined) continue;
      if (typeof value === 'string') {
        const resolved = value.startsWith('$') ? directRange(manifest, value.slice(1)) : value;
        const rule = {
          name,
          value: resolved ?? value,
          below: key === '.' ? below.slice(0, -1) : below,
          text: `${text} = ${value}`,
        };
        const known = rules.get(name);
        if (known === undefined) rules.set(name, [rule]);
        else {
          known.push(rule);
          if (known.length > maxRules) known.shift();
        }
      } else if (isRecord(value) && below.length < maxNesting) walk(value, [...below, name], text);
    }
  };
  walk(overrides, [], 'overrides');
  return rules;
}

/**
 * The rule that decides a component's version: the last one for its name that is not limited to a part of the tree
 * the component is not in, and does not name another exact version. `isBelow` says whether the component is (indirectly)
 * asked for by a package of that name.
 */
export function decidingRule(
  rules: readonly OverrideRule[],
  version: string | undefined,
  isBelow: (name: string) => boolean,
): string | undefined {
  return rules.findLast((rule) => {
    const target = rule.value.startsWith('npm:') ? rule.value.slice(rule.value.lastIndexOf('@') + 1) : rule.value;
    return (!exactVersion.test(target) || target === version) && rule.below.every(isBelow);
  })?.text;
}

/** `@scope/name@^1` and `name@^1` without their range. */
function nameOf(key: string): string {
  const at = key.indexOf('@', 1);
  return at === -1 ? key : key.slice(0, at);
}

function directRange(manifest: Record<string, unknown>, name: string): string | undefined {
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
    const wanted = own(manifest, field);
    const range = isRecord(wanted) ? ownString(wanted, name) : undefined;
    if (range !== undefined) return range;
  }
  return undefined;
}
