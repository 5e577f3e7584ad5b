import { type Component, nearestPath, type ParsedFile } from '@maximus/inventory';

/** One file of the inventory with the name that the report gives it. */
export interface LabelledFile {
  readonly label: string;
  /** Id of its format; absent for an inventory that was not read from files. */
  readonly format?: string;
  readonly parsed: ParsedFile;
}

/** One place where a file records a component. */
export interface Place {
  readonly file: LabelledFile;
  readonly component: Component;
  /** Shortest path from a root, as `name@version`; of a very long one the ends, with `…` between them. */
  path(): readonly string[];
  /** The requirement of each edge from another package. */
  requirements(): readonly (string | undefined)[];
}

/** One package at one version, wherever the scanned folders hold it. */
export interface ScannedPackage {
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
  readonly purl: string;
  readonly integrity?: string;
  readonly places: readonly Place[];
}

function labelOf({ name, version }: Component): string {
  return version === undefined ? name : `${name}@${version}`;
}

function createIncoming(parsed: ParsedFile): (key: string) => readonly (string | undefined)[] {
  let incoming: Map<string, (string | undefined)[]> | undefined;
  return (key) => {
    if (incoming === undefined) {
      incoming = new Map();
      for (const { dependsOn } of parsed.components) {
        for (const { to, requested } of dependsOn) {
          const list = incoming.get(to);
          if (list === undefined) incoming.set(to, [requested]);
          else list.push(requested);
        }
      }
    }
    return incoming.get(key) ?? [];
  };
}

/** A class, so that a place costs one object and not a closure for each of its questions. */
class ComponentPlace implements Place {
  readonly file: LabelledFile;
  readonly component: Component;
  readonly #incoming: (key: string) => readonly (string | undefined)[];

  constructor(file: LabelledFile, component: Component, incoming: (key: string) => readonly (string | undefined)[]) {
    this.file = file;
    this.component = component;
    this.#incoming = incoming;
  }

  path(): readonly string[] {
    return nearestPath(this.file.parsed, this.component.key) ?? [labelOf(this.component)];
  }

  requirements(): readonly (string | undefined)[] {
    return this.#incoming(this.component.key);
  }
}

type Growing = Omit<ScannedPackage, 'places'> & { readonly places: Place[] };

/** The distinct packages of some files, in the order in which they first stand there. */
export function scannedPackages(files: readonly LabelledFile[]): readonly ScannedPackage[] {
  const packages = new Map<string, Growing>();
  for (const file of files) {
    const incoming = createIncoming(file.parsed);
    for (const component of file.parsed.components) {
      const place = new ComponentPlace(file, component, incoming);
      const { ecosystem, name, version, purl, integrity } = component;
      const key = version === undefined ? `${purl}\u0000${component.requested ?? ''}` : purl;
      const held = packages.get(key);
      if (held !== undefined) held.places.push(place);
      else {
        packages.set(key, {
          ecosystem,
          name,
          purl,
          ...(version === undefined ? {} : { version }),
          ...(integrity === undefined ? {} : { integrity }),
          places: [place],
        });
      }
    }
  }
  return [...packages.values()];
}
