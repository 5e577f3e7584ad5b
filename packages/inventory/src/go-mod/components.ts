import { createPurl } from '../purl/index.ts';
import type { Component } from '../types.ts';
import type { ModuleFile, Stated } from './module-file.ts';
import type { SelectedModule } from './selection.ts';

/** OSV's name for Go's standard library in the ecosystem `Go`. */
const standardLibrary = 'stdlib';

/** A component for each module; the first of two with one name and version stays. go.mod tells no scopes. */
export function componentsOf(modules: Iterable<SelectedModule>): Component[] {
  const components = new Map<string, Component>();
  for (const { name, ...rest } of modules) {
    const key = rest.version === undefined ? name : `${name}@${rest.version}`;
    if (name === '' || components.has(key)) continue;
    components.set(key, {
      key,
      ecosystem: 'Go',
      name,
      purl: createPurl('Go', name, rest.version),
      // The standard library is in every binary.
      scope: name === standardLibrary ? 'prod' : 'unknown',
      ...rest,
      dependsOn: [],
    });
  }
  return [...components.values()];
}

/**
 * The standard library as the file asks for it: the later of the `toolchain` and `go` directives. It is the lowest
 * version that may build the module (`requested` says so); a newer toolchain on the machine that builds is used as it is.
 */
export function standardLibraryOf(
  file: ModuleFile,
  order: (a: string, b: string) => number | undefined,
): SelectedModule | undefined {
  const stated = laterOf(file.go, file.toolchain, order);
  if (stated === undefined) return undefined;
  return {
    name: standardLibrary,
    version: stated.version,
    direct: true,
    requested: `>=${stated.version}`,
    line: stated.line,
    ...(stated === file.go ? {} : { override: `toolchain go${stated.version}` }),
  };
}

function laterOf(
  go: Stated | undefined,
  toolchain: Stated | undefined,
  order: (a: string, b: string) => number | undefined,
): Stated | undefined {
  if (go === undefined || toolchain === undefined) return toolchain ?? go;
  const sign = order(toolchain.version, go.version);
  return sign !== undefined && sign > 0 ? toolchain : go;
}
