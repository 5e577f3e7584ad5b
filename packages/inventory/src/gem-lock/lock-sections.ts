import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';

/** One gem of a `specs:` list, for one platform. */
export interface Spec {
  readonly name: string;
  readonly version: string;
  /** Absent for a gem of plain Ruby. */
  readonly platform: string | undefined;
  readonly line: number;
  readonly source: Source;
  readonly requests: Map<string, string | undefined>;
}

/** A section `GEM`, `GIT`, `PATH` or `PLUGIN SOURCE` with its settings (`remote`, `revision`, …). */
export interface Source {
  readonly kind: string;
  readonly settings: Map<string, string>;
}

/** A Gemfile.lock, read. */
export interface GemfileLock {
  readonly specs: readonly Spec[];
  /** `DEPENDENCIES`: name and requirement. */
  readonly dependencies: ReadonlyMap<string, string | undefined>;
  /** `CHECKSUMS` (Bundler 2.5): digest by `name version-platform`. */
  readonly checksums: ReadonlyMap<string, string>;
  /** Lines where a gem should stand and none can be read. */
  readonly unread: readonly { readonly text: string; readonly line: number }[];
}

const sources = new Set(['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE']);

/**
 * Reads the sections. Indents have meaning: 2 settings, 4 gems, 6 what a gem asks for. Fails with `inventory.malformed`
 * on conflict marks of git; lines of sections that are not known are passed over.
 */
export function readSections(path: string, text: string): Result<GemfileLock> {
  const specs: Spec[] = [];
  const dependencies = new Map<string, string | undefined>();
  const checksums = new Map<string, string>();
  const unread: { text: string; line: number }[] = [];
  let section = '';
  let source: Source = { kind: '', settings: new Map() };
  let spec: Spec | undefined;
  let line = 0;
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf('\n', at);
    const raw = text.slice(at, feed === -1 ? text.length : feed).trimEnd();
    at = feed === -1 ? text.length : feed + 1;
    line++;
    if (raw === '') continue;
    if (raw.startsWith('<<<<<<<') || raw.startsWith('=======') || raw.startsWith('>>>>>>>')) {
      return fail(errors.malformed('a merge conflict is left in the file', { file: path, line }));
    }
    const indent = raw.length - raw.trimStart().length;
    const content = raw.slice(indent);
    if (indent === 0) {
      section = content;
      source = { kind: content, settings: new Map() };
      spec = undefined;
    } else if (sources.has(section)) {
      if (indent === 2) addSetting(source, content);
      else if (indent === 4) {
        spec = readSpec(content, line, source);
        if (spec === undefined) unread.push({ text: content.slice(0, 80), line });
        else specs.push(spec);
      } else if (indent === 6 && spec !== undefined) {
        const { name, detail } = readNamed(content);
        spec.requests.set(name, detail);
      }
    } else if (section === 'DEPENDENCIES' && indent === 2) {
      const { name, detail } = readNamed(content.endsWith('!') ? content.slice(0, -1).trimEnd() : content);
      dependencies.set(name, detail);
    } else if (section === 'CHECKSUMS' && indent === 2) addChecksum(checksums, content);
  }
  return ok({ specs, dependencies, checksums, unread });
}

function addSetting(source: Source, content: string): void {
  const colon = content.indexOf(':');
  if (colon > 0) source.settings.set(content.slice(0, colon), content.slice(colon + 1).trim());
}

/** `name (1.2.3-x86_64-linux)`: a version has no dash, so what follows one is the platform. */
function readSpec(content: string, line: number, source: Source): Spec | undefined {
  const { name, detail } = readNamed(content);
  if (detail === undefined || detail === '' || name === '') return undefined;
  const dash = detail.indexOf('-');
  const version = dash === -1 ? detail : detail.slice(0, dash);
  const platform = dash === -1 ? undefined : detail.slice(dash + 1);
  return { name, version, platform, line, source, requests: new Map() };
}

/** `name (detail)` or `name`. */
function readNamed(content: string): { name: string; detail: string | undefined } {
  const open = content.indexOf(' (');
  if (open === -1 || !content.endsWith(')')) return { name: content, detail: undefined };
  return { name: content.slice(0, open), detail: content.slice(open + 2, -1) };
}

/** `name (1.2.3-platform) sha256=…`; a gem may be listed without a digest. */
function addChecksum(checksums: Map<string, string>, content: string): void {
  const close = content.lastIndexOf(') ');
  if (close === -1) return;
  const { name, detail } = readNamed(content.slice(0, close + 1));
  const digest = content.slice(close + 2).trim();
  if (detail !== undefined && digest !== '') checksums.set(`${name} ${detail}`, digest);
}
