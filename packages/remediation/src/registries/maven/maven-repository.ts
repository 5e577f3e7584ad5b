import type { HttpGet } from '../http-get.ts';
import type { DetailsAnswer, MetadataAnswer, MetadataSource, VersionMetadata } from '../types.ts';
import { type EffectivePom, effectivePom } from './effective-pom.ts';
import { type Coordinates, type Pom, readPom } from './pom-model.ts';

/** How a Maven repository is reached. */
export interface MavenRepositoryOptions {
  readonly repository: string;
  readonly mayAsk: (address: URL) => boolean;
  /** Value of the `Authorization` header; sent to the repository only. */
  readonly credential?: string;
  readonly get: HttpGet;
  /** For one answer; default 30,000. */
  readonly timeoutMs?: number;
}

/** A repository that also tells whole POMs, for the parents and BOMs of a project. */
export interface MavenRepository extends MetadataSource {
  pomOf(coordinates: Coordinates): Promise<Pom | undefined>;
}

type Answer =
  | { readonly state: 'found'; readonly text: string; readonly lastModified?: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unreachable'; readonly reason: string };

const maxBytes = 8 << 20;
const maxVersions = 20_000;

/**
 * A repository in Maven's layout: `maven-metadata.xml` for the versions and a POM for each. The time of a version is the
 * `Last-Modified` of its POM, else that of the list that names it: it is as old as that at least.
 */
export function createMavenRepository(options: MavenRepositoryOptions): MavenRepository {
  const answers = new Map<string, Promise<Answer>>();
  const once = (path: string) => {
    const known = answers.get(path) ?? ask(path, options);
    answers.set(path, known);
    return known;
  };
  const pomOf = async (coordinates: Coordinates) => {
    const path = pomPath(coordinates);
    const answer = path === undefined ? undefined : await once(path);
    return answer?.state === 'found' ? readPom(answer.text) : undefined;
  };
  return {
    pomOf,
    versionsOf: async (name): Promise<MetadataAnswer> => {
      const folder = folderOf(name);
      if (folder === undefined) return { state: 'absent' };
      const answer = await once(`${folder}/maven-metadata.xml`);
      if (answer.state !== 'found') return answer;
      const versions = [...answer.text.matchAll(/<version>\s*([^<>\s]{1,200})\s*<\/version>/g)]
        .slice(0, maxVersions)
        .map((found) => found[1] ?? '');
      const listed = new Map(versions.map((version) => [version, bare(version)]));
      return { state: 'found', package: { name, versions: listed, yanked: new Set(), tags: new Map() } };
    },
    detailsOf: async (name, version): Promise<DetailsAnswer> => {
      const [group = '', artifact = ''] = name.split(':');
      const path = pomPath({ group, artifact, version });
      if (path === undefined) return { state: 'absent' };
      const answer = await once(path);
      if (answer.state !== 'found') return answer;
      const pom = readPom(answer.text);
      if (pom === undefined) return { state: 'unreachable', reason: `the POM of ${name}@${version} cannot be read` };
      const list = await once(`${folderOf(name) ?? ''}/maven-metadata.xml`);
      const time = answer.lastModified ?? (list.state === 'found' ? listedAt(list.text, version) : undefined);
      return { state: 'found', version: detailed(version, await effectivePom(pom, pomOf), time) };
    },
  };
}

function detailed(
  version: string,
  { dependencies, hasExtensions }: EffectivePom,
  modified: string | undefined,
): VersionMetadata {
  // What a library is tested with, is provided with, or may do without, comes along with nobody else's build.
  const wanted = dependencies.filter(
    ({ scope = 'compile', optional }) => !optional && (scope === 'compile' || scope === 'runtime'),
  );
  const publishedAt = modified === undefined ? Number.NaN : Date.parse(modified);
  return {
    ...bare(version),
    dependencies: new Map(wanted.map(({ name, version: asked = '' }) => [name, asked])),
    ...(Number.isNaN(publishedAt) ? {} : { publishedAt }),
    manifest: { hasExtensions },
  };
}

/** When the list of versions was written, as a date; nothing where it does not say or does not name the version. */
function listedAt(text: string, version: string): string | undefined {
  const found = /<lastUpdated>\s*(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\s*<\/lastUpdated>/.exec(text);
  if (found === null || !text.includes(`<version>${version}</version>`)) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

function bare(version: string): VersionMetadata {
  return {
    version,
    dependencies: new Map(),
    optionalDependencies: new Map(),
    peerDependencies: new Map(),
    optionalPeers: new Set(),
    bundled: new Set(),
    engines: new Map(),
    manifest: {},
  };
}

function folderOf(name: string): string | undefined {
  const [group = '', artifact = '', ...more] = name.split(':');
  const isPlain = (text: string) => /^[\w-][\w.-]{0,200}$/.test(text) && !text.includes('..');
  return more.length === 0 && isPlain(group) && isPlain(artifact)
    ? `${group.replaceAll('.', '/')}/${artifact}`
    : undefined;
}

function pomPath({ group, artifact, version }: Coordinates): string | undefined {
  const folder = folderOf(`${group}:${artifact}`);
  return folder === undefined || !/^[\w-][\w.+-]{0,200}$/.test(version) || version.includes('..')
    ? undefined
    : `${folder}/${version}/${artifact}-${version}.pom`;
}

async function ask(
  path: string,
  { repository, mayAsk, credential, get, timeoutMs }: MavenRepositoryOptions,
): Promise<Answer> {
  const base = repository.replace(/\/?$/, '/');
  if (!URL.canParse(base)) return { state: 'unreachable', reason: 'no repository is configured' };
  const url = new URL(path, base);
  if (!mayAsk(url)) return { state: 'unreachable', reason: `${url.host} is not among the allowed registries` };
  const answer = await get({
    url: url.href,
    headers: credential === undefined ? {} : { authorization: credential },
    maxBytes,
    timeoutMs: timeoutMs ?? 30_000,
  });
  if (answer.state === 'failed') return { state: 'unreachable', reason: `${url.host}: ${answer.reason}` };
  if (answer.status === 404 || answer.status === 410) return { state: 'absent' };
  if (answer.status !== 200) return { state: 'unreachable', reason: `${url.host} answered ${answer.status}` };
  const { lastModified } = answer;
  const text = new TextDecoder().decode(answer.body);
  return { state: 'found', text, ...(lastModified === undefined ? {} : { lastModified }) };
}
