import { valid } from 'semver';
import { isRecord } from '../../edit/json/index.ts';
import type { PackageMetadata, VersionMetadata } from '../types.ts';

const maxVersions = 20_000;
const maxNames = 2_000;
const maxText = 1_024;

/**
 * Reads a packument (npm registry, "package metadata"). What is not of the expected shape is left out: a version without a
 * readable manifest is as if it were not published. `undefined` where the whole is no packument.
 */
export function readPackument(name: string, document: unknown): PackageMetadata | undefined {
  if (!isRecord(document) || !isRecord(document['versions'])) return undefined;
  const times = textMap(document['time'], maxVersions);
  const versions = new Map<string, VersionMetadata>();
  for (const [version, manifest] of Object.entries(document['versions']).slice(0, maxVersions)) {
    if (valid(version) !== version || !isRecord(manifest)) continue;
    versions.set(version, readManifest(version, manifest, times.get(version)));
  }
  const yanked = new Set([...times.keys()].filter((each) => valid(each) === each && !versions.has(each)));
  return { name, versions, yanked, tags: textMap(document['dist-tags'], maxNames) };
}

function readManifest(
  version: string,
  manifest: Readonly<Record<string, unknown>>,
  time: string | undefined,
): VersionMetadata {
  const optionalDependencies = textMap(manifest['optionalDependencies'], maxNames);
  const dependencies = textMap(manifest['dependencies'], maxNames);
  // The registry repeats optional ones among the others.
  for (const each of optionalDependencies.keys()) dependencies.delete(each);
  const dist = isRecord(manifest['dist']) ? manifest['dist'] : {};
  const publishedAt = time === undefined ? Number.NaN : Date.parse(time);
  const { deprecated } = manifest;
  return {
    version,
    dependencies,
    optionalDependencies,
    peerDependencies: textMap(manifest['peerDependencies'], maxNames),
    optionalPeers: optionalPeers(manifest['peerDependenciesMeta']),
    bundled: bundledNames(manifest, dependencies),
    engines: textMap(manifest['engines'], maxNames),
    ...(Number.isNaN(publishedAt) ? {} : { publishedAt }),
    ...(typeof deprecated === 'string' && deprecated !== '' ? { deprecated: deprecated.slice(0, maxText) } : {}),
    ...text('integrity', dist['integrity']),
    ...text('tarball', dist['tarball']),
    manifest,
  };
}

function bundledNames(
  manifest: Readonly<Record<string, unknown>>,
  dependencies: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const named = manifest['bundleDependencies'] ?? manifest['bundledDependencies'];
  if (named === true) return new Set(dependencies.keys());
  return new Set(Array.isArray(named) ? named.filter((each): each is string => typeof each === 'string') : []);
}

function optionalPeers(meta: unknown): ReadonlySet<string> {
  if (!isRecord(meta)) return new Set();
  const optional = Object.entries(meta).filter(([, value]) => isRecord(value) && value['optional'] === true);
  return new Set(optional.map(([name]) => name));
}

function text<K extends string>(key: K, value: unknown): { [P in K]?: string } {
  return typeof value === 'string' && value !== '' && value.length <= maxText
    ? ({ [key]: value } as { [P in K]: string })
    : {};
}

function textMap(value: unknown, most: number): Map<string, string> {
  const texts = new Map<string, string>();
  if (!isRecord(value)) return texts;
  for (const [key, each] of Object.entries(value)) {
    if (texts.size >= most) break;
    if (typeof each === 'string' && each.length <= maxText) texts.set(key, each);
  }
  return texts;
}
