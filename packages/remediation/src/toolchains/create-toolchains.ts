import { cargoToolchain } from './cargo-toolchain.ts';
import { goToolchain } from './go-toolchain.ts';
import { mavenToolchain } from './maven-toolchain.ts';
import { nothing } from './nothing.ts';
import { npmToolchain } from './npm-toolchain.ts';
import { pythonToolchain } from './python-toolchain.ts';
import type { FindToolchain, Toolchain, ToolchainInput } from './types.ts';

/** How each ecosystem is looked for; every package manager's is here. */
export const toolchainFinders: ReadonlyMap<string, FindToolchain> = new Map([
  ['Go', goToolchain],
  ['Maven', mavenToolchain],
  ['PyPI', pythonToolchain],
  ['crates.io', cargoToolchain],
  ['npm', npmToolchain],
]);

/**
 * What the machine has, by ecosystem (OSV spelling); asked once, and only where a plan is about it, since asking takes its time.
 * Asked again where a program was not waited for to its end: on a machine that was busy just then, it may be there.
 */
export function createToolchains(input: ToolchainInput): (ecosystem: string | undefined) => Promise<Toolchain> {
  const known = new Map<string, Promise<Toolchain>>();
  const givenUp = new Set<string>();
  const find = async (ecosystem: string) => {
    const finder = toolchainFinders.get(ecosystem);
    if (finder === undefined) return nothing(`no registry of ${ecosystem} is known here`);
    return finder({ ...input, onGivenUp: () => void givenUp.add(ecosystem) });
  };
  return (ecosystem = 'this file') => {
    const toolchain = known.get(ecosystem) ?? find(ecosystem);
    known.set(ecosystem, toolchain);
    // A fault of the machine, such as a full disk, may be over the next time.
    toolchain.then(
      () => givenUp.delete(ecosystem) && known.delete(ecosystem),
      () => known.delete(ecosystem),
    );
    return toolchain;
  };
}
