import { field, listField, textField } from '../../json/fields.ts';
import type { NamedPackage } from '../package-name.ts';

/** A package as a result names it, with the versions said to repair it. */
export interface ResultPackage extends NamedPackage {
  readonly fixedVersions: readonly string[];
}

/** Longest message that is searched, in UTF-16 units. */
const maxMessage = 4096;

const lockFiles: ReadonlyArray<readonly [RegExp, string]> = [
  [/(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|package\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/, 'npm'],
  [
    /(?:^|\/)(?:[^/]*requirements[^/]*\.txt|poetry\.lock|uv\.lock|pdm\.lock|Pipfile(?:\.lock)?|pyproject\.toml|pylock[^/]*\.toml)$/,
    'PyPI',
  ],
  [/(?:^|\/)go\.(?:mod|sum)$/, 'Go'],
  [/(?:^|\/)Cargo\.(?:lock|toml)$/, 'crates.io'],
  [/(?:^|\/)(?:pom\.xml|[^/]*gradle[^/]*)$/, 'Maven'],
  [/(?:^|\/)(?:Gemfile(?:\.lock)?|gems\.locked)$/, 'RubyGems'],
  [/(?:^|\/)composer\.(?:lock|json)$/, 'Packagist'],
  [/(?:^|\/)(?:packages\.lock\.json|[^/]+\.csproj|packages\.config)$/, 'NuGet'],
  [/(?:^|\/)mix\.lock$/, 'Hex'],
  [/(?:^|\/)pubspec\.lock$/, 'Pub'],
];

/**
 * What a result is about: its own properties (ours), else the sentences that Trivy, Grype and osv-scanner write, else
 * the logical location that Snyk sets. The ecosystem then comes from the name of the lock file; `undefined` where
 * nothing tells.
 */
export function packageOfResult(
  result: unknown,
  message: string | undefined,
  file: string | undefined,
): ResultPackage | undefined {
  const purl = textField(result, 'properties', 'purl');
  const fixed = textField(result, 'properties', 'fixed_version');
  if (purl !== undefined) {
    const ecosystem = textField(result, 'properties', 'ecosystem');
    const name = textField(result, 'properties', 'package');
    return { purl, ecosystem, name, fixedVersions: fixed === undefined ? [] : [fixed] };
  }
  const ecosystem = file === undefined ? undefined : lockFiles.find(([shape]) => shape.test(file))?.[1];
  const said = (message ?? '').slice(0, maxMessage);
  return (
    fromTrivy(said, ecosystem) ??
    fromGrype(said, ecosystem) ??
    fromOsvScanner(said, ecosystem) ??
    fromLogical(result, ecosystem)
  );
}

function fromTrivy(said: string, ecosystem: string | undefined): ResultPackage | undefined {
  const lines = new Map<string, string>();
  for (const line of said.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) lines.set(line.slice(0, colon).trim(), line.slice(colon + 2).trim());
  }
  const name = lines.get('Package');
  if (name === undefined) return undefined;
  const fixed = lines.get('Fixed Version') ?? '';
  return {
    ecosystem,
    name,
    version: lines.get('Installed Version'),
    fixedVersions: fixed.split(/\s*,\s*/).filter(Boolean),
  };
}

const grypeTypes = new Map([
  ['npm', 'npm'],
  ['python', 'PyPI'],
  ['go-module', 'Go'],
  ['rust-crate', 'crates.io'],
  ['java-archive', 'Maven'],
  ['gem', 'RubyGems'],
  ['php-composer', 'Packagist'],
  ['dotnet', 'NuGet'],
]);

function fromGrype(said: string, ecosystem: string | undefined): ResultPackage | undefined {
  const found = / vulnerability in ([a-z-]{1,32}) package: ([^\s,]{1,512}), version ([^\s,]{1,256}) /.exec(said);
  if (found === null) return undefined;
  return {
    ecosystem: grypeTypes.get(found[1] ?? '') ?? ecosystem,
    name: found[2],
    version: found[3],
    fixedVersions: [],
  };
}

function fromOsvScanner(said: string, ecosystem: string | undefined): ResultPackage | undefined {
  const found = /^Package '([^'\s]{1,512})' is vulnerable to /.exec(said)?.[1];
  return found === undefined ? undefined : { ecosystem, ...atVersion(found), fixedVersions: [] };
}

function fromLogical(result: unknown, ecosystem: string | undefined): ResultPackage | undefined {
  const logical = listField(listField(result, 'locations')[0], 'logicalLocations')[0];
  const found = textField(logical, 'fullyQualifiedName');
  if (found === undefined || found.lastIndexOf('@') < 1 || field(logical, 'kind') === 'function') return undefined;
  return { ecosystem, ...atVersion(found), fixedVersions: [] };
}

/** `@scope/name@1.2.3` → name and version. */
function atVersion(text: string): { name: string; version?: string } {
  const at = text.lastIndexOf('@');
  return at < 1 ? { name: text } : { name: text.slice(0, at), version: text.slice(at + 1) };
}
