import { ok } from '@maximus/kernel';
import { type RequirementLine, readRequirements, type Splice, splice } from '../../edit/requirements/index.ts';
import type { MetadataSource } from '../../registries/types.ts';
import { asksOf, type OwnAsk, type OwnChanges, type Pin, type PinnedProject } from '../pinned/index.ts';
import type { FileChange } from '../types.ts';
import { pythonDialect } from './python-dialect.ts';

/** What a requirements file that pins is read from. */
export interface RequirementsParts {
  readonly lockFile: string;
  readonly lockText: string;
  /** The files that it was compiled from, by path; none where it is written by hand. */
  readonly sources: ReadonlyMap<string, string>;
  readonly registry: MetadataSource;
}

/** Pins whose own requirements are asked for; of longer files the tool alone judges whether they hold together. */
const mostAsked = 300;

/** A requirements file as pins, with what each asks for as far as the index tells it. */
export async function requirementsProject(parts: RequirementsParts): Promise<PinnedProject> {
  const { lockFile, lockText, sources, registry } = parts;
  const lines = readRequirements(lockText).lines;
  const isCompiled = sources.size > 0;
  const isHashed = lines.some(({ hashes }) => hashes !== undefined);
  const pins = new Map<string, Pin>();
  const pinned = lines.filter((line) => line.pinned !== undefined);
  for (const { name, pinned: version = '' } of pinned) {
    const answer = pinned.length > mostAsked ? undefined : await registry.detailsOf?.(name, version);
    const asks = answer?.state === 'found' ? asksOf(answer.version) : [];
    pins.set(`${name}@${version}`, { key: `${name}@${version}`, name, version, asks });
  }
  const own = isCompiled ? [...sources].flatMap(([file, text]) => ownIn(file, text)) : ownIn(lockFile, lockText);
  return {
    dialect: pythonDialect({
      knowsGraph: isCompiled,
      // Where archives are named by their digests, every package has to be.
      knowsAdditions: isCompiled || isHashed,
      isPinned: !isCompiled,
    }),
    pins,
    own: own.filter(({ name }) => isCompiled || [...pins.values()].some((pin) => pin.name === name)),
    write: async (changes) => ok(await writtenFiles(parts, changes, isHashed)),
  };
}

function ownIn(file: string, text: string): readonly OwnAsk[] {
  return readRequirements(text).lines.map(({ name, specifier }, at) => ({
    id: `${file}#${at}`,
    file,
    name,
    requirement: specifier,
  }));
}

async function writtenFiles(
  { lockFile, lockText, sources, registry }: RequirementsParts,
  { requirements, moved, added }: OwnChanges,
  isHashed: boolean,
): Promise<readonly FileChange[]> {
  const changes: FileChange[] = [];
  for (const [file, before] of sources) {
    const lines = readRequirements(before).lines;
    const splices = lines.flatMap(({ start, end, specifier }, at): Splice[] => {
      const text = requirements.get(`${file}#${at}`);
      return text === undefined || text === specifier ? [] : [{ start, end, text }];
    });
    if (splices.length > 0) changes.push({ file, kind: 'manifest', before, after: splice(before, splices) });
  }
  const splices: Splice[] = [];
  for (const line of readRequirements(lockText).lines) {
    const version = moved.get(`${line.name}@${line.pinned ?? ''}`);
    if (version !== undefined) splices.push(...(await movedLine(line, version, registry)));
  }
  const eol = lockText.includes('\r\n') ? '\r\n' : '\n';
  let after = splice(lockText, splices);
  for (const [name, version] of sources.size === 0 ? added : []) {
    if (after !== '' && !after.endsWith('\n')) after += eol;
    const hashes = isHashed ? await hashesOf(registry, name, version) : [];
    after += `${[`${name}==${version}`, ...hashes].join(` \\${eol}    `)}${eol}`;
  }
  return [...changes, { file: lockFile, kind: 'lock', before: lockText, after }];
}

async function movedLine(line: RequirementLine, version: string, registry: MetadataSource): Promise<readonly Splice[]> {
  const text = line.specifier.replace(line.pinned ?? '', () => version);
  const splices: Splice[] = [{ start: line.start, end: line.end, text }];
  if (line.hashes !== undefined) {
    const { start, end, between } = line.hashes;
    splices.push({ start, end, text: (await hashesOf(registry, line.name, version)).join(between) });
  }
  return splices;
}

/** Every archive of the version, as pip-tools writes them. */
async function hashesOf(registry: MetadataSource, name: string, version: string): Promise<readonly string[]> {
  const answer = await registry.versionsOf(name);
  const files = answer.state === 'found' ? answer.package.versions.get(version)?.manifest['files'] : undefined;
  const digests = Array.isArray(files) ? files.flatMap(({ sha256 }: { sha256?: string }) => sha256 ?? []) : [];
  return [...new Set(digests)].sort().map((digest) => `--hash=sha256:${digest}`);
}
