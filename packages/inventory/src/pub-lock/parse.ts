import type { Scope } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { mapAt, parseYaml, textAt, YamlMap } from '../block-yaml/index.ts';
import { buildGraph, type DraftComponent, type RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { createProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import { withoutSecrets } from '../redaction/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { readPubspecs } from './pubspec.ts';

const scopes: ReadonlyMap<string, Scope> = new Map([
  ['direct main', 'prod'],
  ['direct dev', 'dev'],
]);

/**
 * Parses pubspec.lock with the pubspec.yaml beside it. The file has no edges, so the scope of a transitive package is not
 * known.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const document = await parseYaml(input.path, input.text);
  if (!document.ok) return document;
  const packages = document.value.values.get('packages');
  const empty = packages === undefined || packages === '';
  if (!empty && !(packages instanceof YamlMap)) {
    return fail(errors.malformed('packages is not a mapping', { file: input.path, line: 1 }));
  }
  if (empty && mapAt(document.value, 'sdks') === undefined) {
    return fail(errors.malformed('neither packages nor sdks', { file: input.path, line: 1 }));
  }
  const pubspecs = await readPubspecs(input.files, input.path);
  const problems = createProblemList();
  problems.push(pubspecs.problems);
  const drafts = new Map<string, DraftComponent>();
  const roots: RootEdge[] = [];
  let at = 0;
  for (const [key, value] of packages instanceof YamlMap ? packages.values : []) {
    const line = (packages instanceof YamlMap ? packages.lines[at++] : undefined) ?? 1;
    const where = { file: input.path, line };
    const fields = value instanceof YamlMap ? value : new YamlMap();
    const source = textAt(fields, 'source');
    // A path is a folder of the project's own; an SDK's package has the version of the SDK, not one of its own.
    if (source === 'path' || source === 'sdk') continue;
    const version = textAt(fields, 'version');
    if (source === undefined || version === undefined) {
      problems.add('entry', () => errors.malformed(`${key.slice(0, 120)} has no source or no version`, where));
      continue;
    }
    const kind = textAt(fields, 'dependency') ?? '';
    drafts.set(key, toDraft(key, version, fields, line, kind));
    if (kind.startsWith('direct')) roots.push(rootOf(key, kind, pubspecs.requests.get(key)));
  }
  const { consumed } = pubspecs;
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list(), consumed }));
}

function rootOf(key: string, kind: string, request: { range: string; scope: Scope } | undefined): RootEdge {
  const scope = scopes.get(kind) ?? request?.scope ?? 'unknown';
  return { to: key, scope, ...(request === undefined || request.range === '' ? {} : { requested: request.range }) };
}

function toDraft(key: string, version: string, fields: YamlMap, line: number, kind: string): DraftComponent {
  const description = mapAt(fields, 'description');
  const name = textAt(description, 'name') ?? key;
  const integrity = textAt(description, 'sha256');
  const vcs = textAt(fields, 'source') === 'git' ? vcsUrlOf(description) : undefined;
  const rule = kind === 'direct overridden' ? `dependency_overrides.${key}` : pinOf(description, vcs);
  return {
    ecosystem: 'Pub',
    name,
    version,
    purl: createPurl('Pub', name, version, vcs === undefined ? undefined : { vcs_url: vcs }),
    line,
    ...(integrity === undefined ? {} : { integrity }),
    ...(rule === undefined ? {} : { override: rule }),
    dependsOn: [],
  };
}

function pinOf(description: YamlMap | undefined, vcs: string | undefined): string | undefined {
  if (vcs === undefined) return undefined;
  return `git ${textAt(description, 'ref') ?? textAt(description, 'resolved-ref') ?? ''}`.trimEnd();
}

/** Repository and commit, without user and password. */
function vcsUrlOf(description: YamlMap | undefined): string | undefined {
  const url = textAt(description, 'url');
  if (url === undefined) return undefined;
  const clean = withoutSecrets(url);
  const commit = textAt(description, 'resolved-ref');
  return commit === undefined ? `git+${clean}` : `git+${clean}@${commit}`;
}
