import { mapAt, textAt, textEntries, YamlMap } from '../block-yaml/index.ts';
import { targetOfOverride, VersionRules } from '../npm-overrides/index.ts';

/** What decides versions in one document. */
export interface Overrides {
  readonly rules: VersionRules;
  /** Patches by selector, as shown. */
  readonly patches: ReadonlyMap<string, string>;
  /** Catalog entries by `alias@version`. */
  readonly catalogs: ReadonlyMap<string, CatalogEntry>;
}

/** A range that a catalog sets for every project that writes `catalog:`. */
export interface CatalogEntry {
  readonly range: string;
  /** As shown: `catalogs.default.react = ^18.2.0`. */
  readonly text: string;
}

/** Reads `overrides`, `patchedDependencies` and `catalogs`. */
export function readOverrides(document: YamlMap): Overrides {
  const rules = new VersionRules();
  for (const [selector, value] of textEntries(mapAt(document, 'overrides'))) {
    rules.add('overrides', selector, targetOfOverride(selector), value);
  }
  return { rules, patches: readPatches(document), catalogs: readCatalogs(document) };
}

/** A patch is a hash, or a mapping of hash and path (lockfile 6 to 9.0 of pnpm 9). */
function readPatches(document: YamlMap): Map<string, string> {
  const patches = new Map<string, string>();
  for (const [selector, value] of mapAt(document, 'patchedDependencies')?.values ?? []) {
    const shown = value instanceof YamlMap ? (textAt(value, 'path') ?? '') : String(value);
    patches.set(selector, `patchedDependencies.${selector} = ${shown}`);
  }
  return patches;
}

function readCatalogs(document: YamlMap): Map<string, CatalogEntry> {
  const entries = new Map<string, CatalogEntry>();
  for (const [catalog, aliases] of mapAt(document, 'catalogs')?.values ?? []) {
    if (!(aliases instanceof YamlMap)) continue;
    for (const alias of aliases.values.keys()) {
      const entry = mapAt(aliases, alias);
      const version = textAt(entry, 'version');
      const range = textAt(entry, 'specifier');
      if (version === undefined || range === undefined) continue;
      const row = { range, text: `catalogs.${catalog}.${alias} = ${range}` };
      entries.set(`${alias}@${version}`, row);
      entries.set(catalogKey(catalog, alias), row);
    }
  }
  return entries;
}

/** The range behind a specifier such as `catalog:` or `catalog:react18`; `undefined` for any other specifier. */
export function catalogRange(overrides: Overrides, alias: string, specifier: string | undefined): string | undefined {
  if (specifier === undefined || !specifier.startsWith('catalog:')) return undefined;
  const name = specifier.slice('catalog:'.length);
  return overrides.catalogs.get(catalogKey(name === '' ? 'default' : name, alias))?.range;
}

function catalogKey(catalog: string, alias: string): string {
  return `catalog:${catalog} ${alias}`;
}

/**
 * The rule that decides a component: a patch of exactly it, else an override that could have given this version, else
 * the catalog entry that was locked to it.
 */
export function decidedBy(
  overrides: Overrides,
  name: string,
  version: string | undefined,
  patchHash: string | undefined,
): string | undefined {
  if (patchHash !== undefined) {
    const patch = overrides.patches.get(`${name}@${version ?? ''}`) ?? overrides.patches.get(name);
    return patch ?? `patchedDependencies.${name} = ${patchHash}`;
  }
  return overrides.rules.deciding(name, version) ?? overrides.catalogs.get(`${name}@${version ?? ''}`)?.text;
}
