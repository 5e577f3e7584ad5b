import type { SbomComponent, SbomInput } from '../types.ts';

/** One package of the document: every entry with its purl. */
export interface SbomPackage {
  readonly first: SbomComponent;
  /** `file` or `file:line`, sorted. */
  readonly places: readonly string[];
  /** Purls, sorted. */
  readonly dependsOn: readonly string[];
  /** Needed at run time by any entry. */
  readonly required: boolean;
  readonly licences: readonly string[];
}

/** The input by purl, and whether it says everything. */
export interface SbomContent {
  /** Sorted by purl. */
  readonly packages: ReadonlyMap<string, SbomPackage>;
  /** Purls the project asks for, sorted. */
  readonly roots: readonly string[];
  readonly complete: boolean;
}

interface Growing {
  readonly first: SbomComponent;
  readonly places: Set<string>;
  readonly dependsOn: Set<string>;
  readonly licences: Set<string>;
  required: boolean;
}

/** Makes one package of all entries with a purl, since a tree holds one version in many places. */
export function contentOf(input: SbomInput): SbomContent {
  const purlOf = new Map(input.components.map(({ key, purl }) => [key, purl]));
  const packages = new Map<string, Growing>();
  let complete = input.problems.length === 0;
  for (const component of input.components) {
    const held = packages.get(component.purl) ?? {
      first: component,
      places: new Set(),
      dependsOn: new Set(),
      licences: new Set(),
      required: false,
    };
    packages.set(component.purl, held);
    held.places.add(component.line === undefined ? component.file : `${component.file}:${component.line}`);
    held.required ||= component.scope !== 'dev' && component.scope !== 'optional';
    for (const licence of component.licences ?? []) held.licences.add(licence);
    for (const key of component.dependsOn) {
      const target = purlOf.get(key);
      if (target === undefined) complete = false;
      else if (target !== component.purl) held.dependsOn.add(target);
    }
  }
  const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    packages: new Map(sorted.map(([purl, each]) => [purl, finished(each)])),
    roots: [...new Set(input.roots.flatMap((key) => purlOf.get(key) ?? []))].sort(),
    complete,
  };
}

function finished({ first, places, dependsOn, licences, required }: Growing): SbomPackage {
  return {
    first,
    required,
    places: [...places].sort(),
    dependsOn: [...dependsOn].sort(),
    licences: [...licences].sort(),
  };
}
