import { baseEcosystem, normaliseName } from '@maximus/versions';

/** The OSV ecosystem without its suffix: `Debian:12` → `Debian`. */
export function baseOf(ecosystem: string): string {
  return baseEcosystem(ecosystem);
}

/**
 * The form of a package name by which the index finds it. It is stored: when a rule of `@maximus/versions` changes,
 * `formatVersion` in manifest-format.ts is raised, so that an index of old keys is refused and not missed in silence.
 */
export function packageKey(ecosystem: string, name: string): string {
  return normaliseName(ecosystem, name);
}
