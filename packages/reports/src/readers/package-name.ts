import { createPurl, packageOfPurl, parsePurl } from '@maximus/inventory';
import { baseEcosystem, ecosystem as knownEcosystem } from '@maximus/versions';
import type { ImportedFinding } from '../types.ts';

/** What a tool says of a package; each part is foreign. */
export interface NamedPackage {
  readonly purl?: string | undefined;
  /** OSV spelling; used where the purl says nothing that OSV knows. */
  readonly ecosystem?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

const maxName = 512;

/** The package in OSV's words, from its purl or else its ecosystem and name; `undefined` where neither tells. */
export function packageOf(named: NamedPackage): ImportedFinding['package'] | undefined {
  const parsed = named.purl === undefined ? undefined : parsePurl(named.purl);
  const fromPurl = parsed?.ok === true ? packageOfPurl(parsed.value) : undefined;
  const ecosystem = fromPurl?.ecosystem ?? osvSpelling(named.ecosystem);
  const name = fromPurl?.name ?? named.name;
  if (ecosystem === undefined || name === undefined || name.length === 0 || name.length > maxName) return undefined;
  // What the tool installed is more exact than the purl, which may lack an epoch.
  const version = named.version ?? fromPurl?.version;
  const known = version === undefined || version.length > maxName ? {} : { version };
  return { ecosystem, name, ...known, purl: createPurl(ecosystem, name, known.version) };
}

function osvSpelling(given: string | undefined): string | undefined {
  if (given === undefined || knownEcosystem(given) === undefined) return undefined;
  const colon = given.indexOf(':');
  return baseEcosystem(given) + (colon === -1 ? '' : given.slice(colon));
}
