import type { Scope } from '@maximus/contracts';
import { ok, type Result } from '@maximus/kernel';
import { buildGraph, type DraftComponent, type DraftEdge, type RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { createProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import { withoutSecrets } from '../redaction/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { type Gemfile, isDevelopment, readGemfile } from './gemfile.ts';
import { readSections, type Spec } from './lock-sections.ts';

/** Bundler does not lock itself: a gem may ask for it and has no entry to lead to. */
const unlocked = new Set(['bundler']);

/**
 * Entries of one name that a request leads to. Bundler locks one version for each platform; of more, every request would
 * lead to all.
 */
const maxTwins = 64;

/** Parses Gemfile.lock with the Gemfile beside it. A gem for several platforms is a component for each. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const read = readSections(input.path, input.text);
  if (!read.ok) return read;
  const { specs, dependencies, checksums, unread } = read.value;
  const problems = createProblemList();
  for (const { text, line } of unread) {
    problems.add('entry', () => errors.malformed(`"${text}" is no gem with its version`, { file: input.path, line }));
  }
  const keysByName = new Map<string, string[]>();
  const ownNames = new Set<string>();
  const kept = new Map<string, Spec>();
  for (const spec of specs) {
    const key = keyOf(spec);
    if (kept.has(key)) {
      problems.add('twice', () =>
        errors.malformed(`${key.slice(0, 120)} is there twice`, { file: input.path, line: spec.line }),
      );
      continue;
    }
    kept.set(key, spec);
    if (spec.source.kind === 'PATH') ownNames.add(spec.name);
    else {
      const twins = keysByName.get(spec.name);
      if (twins === undefined) keysByName.set(spec.name, [key]);
      else if (twins.length < maxTwins) twins.push(key);
    }
  }
  const targets = (name: string): readonly string[] => {
    if (unlocked.has(name) || (ownNames.has(name) && !keysByName.has(name))) return [];
    return keysByName.get(name) ?? [name];
  };
  const drafts = new Map<string, DraftComponent>();
  const roots: RootEdge[] = [];
  for (const [key, spec] of kept) {
    const dependsOn = [...spec.requests].flatMap(([name, requested]) => edgesTo(targets(name), requested));
    if (spec.source.kind === 'PATH') for (const edge of dependsOn) roots.push({ ...edge, scope: 'prod' });
    else drafts.set(key, toDraft(spec, checksums, dependsOn));
  }
  const { path, gemfile } = await findGemfile(input);
  for (const [name, requested] of dependencies) {
    for (const edge of edgesTo(targets(name), requested)) roots.push({ ...edge, scope: scopeOf(name, gemfile) });
  }
  const consumed = path === undefined ? [] : [path];
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list(), consumed }));
}

function keyOf({ name, version, platform }: Spec): string {
  return platform === undefined ? `${name} (${version})` : `${name} (${version}-${platform})`;
}

function edgesTo(keys: readonly string[], requested: string | undefined): DraftEdge[] {
  return keys.map((to) => (requested === undefined ? { to } : { to, requested }));
}

/** Where the gem is not in the Gemfile it is the gemspec's, whose development dependencies Bundler puts there. */
function scopeOf(name: string, gemfile: Gemfile | undefined): Scope {
  if (gemfile === undefined) return 'unknown';
  const groups = gemfile.groups.get(name);
  if (groups !== undefined) return isDevelopment(groups) ? 'dev' : 'prod';
  return gemfile.usesGemspec ? 'dev' : 'unknown';
}

async function findGemfile(input: ParseInput): Promise<{ path?: string; gemfile?: Gemfile }> {
  const path = input.path.endsWith('gems.locked')
    ? `${input.path.slice(0, -'gems.locked'.length)}gems.rb`
    : input.path.slice(0, -'.lock'.length);
  if (!(await input.files.exists(path))) return {};
  const text = await input.files.read(path);
  return text.ok ? { path, gemfile: readGemfile(text.value) } : {};
}

function toDraft(spec: Spec, checksums: ReadonlyMap<string, string>, dependsOn: readonly DraftEdge[]): DraftComponent {
  const { name, version, platform, line, source } = spec;
  const integrity = checksums.get(`${name} ${platform === undefined ? version : `${version}-${platform}`}`);
  const vcs = vcsUrlOf(spec);
  const qualifiers = {
    ...(platform === undefined ? {} : { platform }),
    ...(vcs === undefined ? {} : { vcs_url: vcs }),
  };
  const pinned =
    source.kind === 'GIT' ? `git ${source.settings.get('revision')?.slice(0, 100) ?? ''}`.trimEnd() : undefined;
  return {
    ecosystem: 'RubyGems',
    name,
    version,
    purl: createPurl('RubyGems', name, version, Object.keys(qualifiers).length === 0 ? undefined : qualifiers),
    line,
    ...(integrity === undefined ? {} : { integrity }),
    ...(pinned === undefined ? {} : { override: pinned }),
    dependsOn,
  };
}

/** Repository and commit of a gem from git, without user and password. */
function vcsUrlOf({ source }: Spec): string | undefined {
  const remote = source.settings.get('remote');
  const revision = source.settings.get('revision');
  if (source.kind !== 'GIT' || remote === undefined) return undefined;
  const clean = withoutSecrets(remote);
  return revision === undefined ? `git+${clean}` : `git+${clean}@${revision}`;
}
