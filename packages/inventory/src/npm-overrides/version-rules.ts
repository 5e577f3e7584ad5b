import { schemeFor } from '@maximus/versions';
import type { Selector } from './selectors.ts';

const exactVersion = /^[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?$/;

interface Rule {
  readonly value: string;
  readonly limited: boolean;
  readonly text: string;
}

/** Rules by the package that they decide, in the order of the file. */
export class VersionRules {
  readonly #rules = new Map<string, Rule[]>();

  /** `section` is where a person finds the rule: it is shown as `section.selector = value`. */
  add(section: string, selector: string, target: Selector, value: string): void {
    const rule = { value, limited: target.limited, text: `${section}.${selector} = ${value}` };
    const known = this.#rules.get(target.name);
    if (known === undefined) this.#rules.set(target.name, [rule]);
    else known.push(rule);
  }

  /**
   * The rule that decides a package at a version, as shown; the last one that could have given this version. A rule
   * limited to a range or a parent counts only where its value is a requirement that the version satisfies.
   */
  deciding(name: string, version: string | undefined): string | undefined {
    return this.#rules.get(name)?.findLast((rule) => couldGive(rule, version))?.text;
  }
}

function couldGive({ value, limited }: Rule, version: string | undefined): boolean {
  if (version === undefined) return !limited;
  const allowed = allows(plainRange(value), version);
  return allowed ?? !limited;
}

/** `npm:name@range` and `npm:range` without protocol and name. */
function plainRange(value: string): string {
  if (!value.startsWith('npm:')) return value;
  return value.slice(Math.max('npm:'.length, value.lastIndexOf('@') + 1));
}

/** `undefined` where the value is no requirement: a tag, a path, `$name`. */
function allows(range: string, version: string): boolean | undefined {
  if (range === version) return true;
  if (exactVersion.test(range)) return false;
  const constraint = schemeFor('npm')?.constraint?.(range);
  return constraint?.ok === true ? constraint.value.allows(version) : undefined;
}
