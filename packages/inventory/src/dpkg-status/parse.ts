import { fail, ok, type Result } from '@maximus/kernel';
import { impliedRoots } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { releaseOfTree } from '../os-release/index.ts';
import { createProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import { inFolder } from '../tree-path.ts';
import type { Component, Edge, ParsedFile, ParseInput } from '../types.ts';
import { readRelations } from './relations.ts';
import { type Stanza, stanzas } from './stanzas.ts';

const wanted = new Set([
  'architecture',
  'depends',
  'essential',
  'package',
  'pre-depends',
  'provides',
  'source',
  'status',
  'version',
]);

interface Installed {
  readonly binary: string;
  readonly version: string;
  readonly source: string;
  readonly sourceVersion: string;
  readonly architecture?: string;
  readonly stanza: Stanza;
}

/**
 * Reads the installed packages. A component is a binary package; its name and version are those of its source package,
 * by which advisories of Debian and Ubuntu are kept. Without a known release there is a problem and the ecosystem has no
 * suffix. Fails with `inventory.malformed` where the text has no package at all but is not empty.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const problems = createProblemList();
  const root = input.path.slice(0, Math.max(0, input.path.lastIndexOf('var/lib/dpkg/') - 1));
  const { release, ecosystem } = await releaseOfTree(input, root, problems);

  const installed: Installed[] = [];
  let seen = 0;
  for (const stanza of stanzas(input.text, wanted)) {
    seen++;
    if (!isInstalled(stanza)) continue;
    const entry = installedOf(stanza);
    if (entry !== undefined) installed.push(entry);
    else {
      const where = { file: input.path, line: stanza.line };
      problems.add('stanza', () => errors.malformed('an installed package has no name or no version', where));
    }
  }
  if (seen > 0 && installed.length === 0 && problems.size === 0 && !input.text.includes('Package:')) {
    return fail(errors.malformed('no package paragraph', { file: input.path, line: 1 }));
  }
  const base = ecosystem ?? (release?.id === 'ubuntu' ? 'Ubuntu' : 'Debian');
  const components = componentsOf(installed, base);
  const automatic = await readAutomatic(input, root);
  return ok(
    automatic === undefined
      ? { ...impliedRoots(components), problems: problems.list() }
      : { ...manualRoots(components, automatic), problems: problems.list() },
  );
}

/** Only `install ok installed` is there and complete; files of distroless images carry no status. */
function isInstalled(stanza: Stanza): boolean {
  const status = stanza.fields.get('status');
  return status === undefined
    ? stanza.fields.has('package')
    : status.split(/\s+/).slice(1).join(' ') === 'ok installed';
}

function installedOf(stanza: Stanza): Installed | undefined {
  const binary = stanza.fields.get('package');
  const version = stanza.fields.get('version');
  if (!binary || !version) return undefined;
  const architecture = stanza.fields.get('architecture');
  // `Source: glibc (2.36-9)`; the version stands there only where it differs from the binary's.
  const source = stanza.fields.get('source') ?? '';
  const open = source.indexOf('(');
  const close = source.indexOf(')', open);
  const name = (open === -1 ? source : source.slice(0, open)).trim();
  const sourceVersion = open === -1 || close === -1 ? '' : source.slice(open + 1, close).trim();
  return {
    binary,
    version,
    source: name === '' ? binary : name,
    sourceVersion: sourceVersion === '' ? version : sourceVersion,
    ...(architecture === undefined || architecture === '' ? {} : { architecture }),
    stanza,
  };
}

function componentsOf(installed: readonly Installed[], ecosystem: string): readonly Component[] {
  const keys = uniqueKeys(installed);
  const providers = new Map<string, string>();
  const provide = (name: string, key: string) => {
    if (!providers.has(name)) providers.set(name, key);
  };
  for (const [index, entry] of installed.entries()) provide(entry.binary, keys[index] ?? '');
  for (const [index, entry] of installed.entries()) {
    for (const [virtual] of readRelations(entry.stanza.fields.get('provides') ?? '')) {
      if (virtual !== undefined) provide(virtual.name, keys[index] ?? '');
    }
  }
  return installed.map((entry, index): Component => {
    const key = keys[index] ?? '';
    return {
      key,
      ecosystem,
      name: entry.source,
      version: entry.sourceVersion,
      purl: createPurl(ecosystem, entry.binary, entry.version, qualifiersOf(entry)),
      scope: 'prod',
      direct: false,
      line: entry.stanza.line,
      dependsOn: edgesOf(entry, key, providers),
    };
  });
}

/** `upstream` is how other tools tell the source package of a binary one. */
function qualifiersOf(entry: Installed): Readonly<Record<string, string>> {
  const differs = entry.source !== entry.binary || entry.sourceVersion !== entry.version;
  const upstream = entry.sourceVersion === entry.version ? entry.source : `${entry.source}@${entry.sourceVersion}`;
  return {
    ...(entry.architecture === undefined ? {} : { arch: entry.architecture }),
    ...(differs ? { upstream } : {}),
  };
}

function edgesOf(entry: Installed, key: string, providers: ReadonlyMap<string, string>): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const field of ['pre-depends', 'depends']) {
    for (const alternatives of readRelations(entry.stanza.fields.get(field) ?? '')) {
      const met = alternatives.find((each) => providers.has(each.name));
      const to = met === undefined ? undefined : providers.get(met.name);
      if (met === undefined || to === undefined || to === key || edges.has(to)) continue;
      edges.set(to, met.requested === undefined ? { to } : { to, requested: met.requested });
    }
  }
  return [...edges.values()];
}

function uniqueKeys(installed: readonly Installed[]): readonly string[] {
  const used = new Map<string, number>();
  return installed.map(({ binary, architecture }) => {
    const key = architecture === undefined ? binary : `${binary}:${architecture}`;
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  });
}

/** What apt installed because something else needs it: var/lib/apt/extended_states; `undefined` where it is not there. */
async function readAutomatic(input: ParseInput, root: string): Promise<ReadonlySet<string> | undefined> {
  const path = inFolder(root, 'var/lib/apt/extended_states');
  if (!(await input.files.exists(path))) return undefined;
  const text = await input.files.read(path);
  if (!text.ok) return undefined;
  const automatic = new Set<string>();
  for (const { fields } of stanzas(text.value, new Set(['architecture', 'auto-installed', 'package']))) {
    if (fields.get('auto-installed') !== '1') continue;
    automatic.add(`${fields.get('package') ?? ''}:${fields.get('architecture') ?? ''}`);
    automatic.add(`${fields.get('package') ?? ''}:all`);
  }
  return automatic;
}

function manualRoots(components: readonly Component[], automatic: ReadonlySet<string>) {
  const marked = components.map((each) => (automatic.has(each.key) ? each : { ...each, direct: true }));
  return { components: marked, roots: marked.filter((each) => each.direct).map((each) => each.key) };
}
