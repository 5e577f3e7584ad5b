import { hash } from 'node:crypto';
import type { Component } from '@maximus/inventory';
import type { TakenFile } from './taken-inventory.ts';

/** Written into every content; raised when the form changes, so that old ones are still read as what they are. */
const format = 1;

type StoredEdge = number | readonly [to: number, requested: string];
type StoredComponent = readonly [
  key: string,
  purl: string,
  ecosystem: string,
  name: string,
  version: string | null,
  scope: string,
  direct: 0 | 1,
  requested: string | null,
  override: string | null,
  line: number | null,
  edges: readonly StoredEdge[],
];

interface StoredContent {
  readonly format: typeof format;
  readonly files: readonly {
    readonly path: string;
    readonly format: string;
    readonly roots: readonly number[];
    readonly components: readonly StoredComponent[];
    /** Over the digests of all artefacts, which are kept with the components once for the estate. */
    readonly integrity: string;
  }[];
}

/**
 * The whole content of a snapshot, nodes and edges, as one text: equal trees give equal texts, so that what did not
 * change is stored once. Files in order of path, components in order of their keys.
 */
export function encodeContent(files: readonly TakenFile[]): string {
  const stored: StoredContent = {
    format,
    files: [...files].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path))).map(encodeFile),
  };
  return JSON.stringify(stored);
}

function encodeFile(file: TakenFile): StoredContent['files'][number] {
  const components = [...file.components].sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  const place = new Map(components.map(({ key }, at) => [key, at]));
  const placeOf = (key: string) => place.get(key) ?? -1;
  const integrity = hash('sha256', components.map((each) => each.integrity ?? '').join('\n'), 'base64url');
  return {
    path: file.path,
    format: file.format,
    roots: file.roots
      .map(placeOf)
      .filter((at) => at >= 0)
      .sort((a, b) => a - b),
    components: components.map((each) => encodeComponent(each, placeOf)),
    integrity,
  };
}

function encodeComponent(component: Component, placeOf: (key: string) => number): StoredComponent {
  const edges: StoredEdge[] = [];
  for (const { to, requested } of component.dependsOn) {
    const at = placeOf(to);
    if (at >= 0) edges.push(requested === undefined ? at : [at, requested]);
  }
  return [
    component.key,
    component.purl,
    component.ecosystem,
    component.name,
    component.version ?? null,
    component.scope,
    component.direct ? 1 : 0,
    component.requested ?? null,
    component.override ?? null,
    component.line ?? null,
    edges,
  ];
}

/** The files of a stored content, with their graphs; digests of artefacts and licences are with the components. */
export function decodeContent(text: string): readonly TakenFile[] {
  const stored = JSON.parse(text) as StoredContent;
  return stored.files.map((file) => {
    const keyAt = (at: number) => file.components[at]?.[0] ?? '';
    return {
      path: file.path,
      format: file.format,
      roots: file.roots.map(keyAt),
      components: file.components.map((each) => decodeComponent(each, keyAt)),
    };
  });
}

function decodeComponent(stored: StoredComponent, keyAt: (at: number) => string): Component {
  const [key, purl, ecosystem, name, version, scope, direct, requested, override, line, edges] = stored;
  return {
    key,
    purl,
    ecosystem,
    name,
    ...(version !== null && { version }),
    scope: scope as Component['scope'],
    direct: direct === 1,
    ...(requested !== null && { requested }),
    ...(override !== null && { override }),
    ...(line !== null && { line }),
    dependsOn: edges.map((edge) =>
      typeof edge === 'number' ? { to: keyAt(edge) } : { to: keyAt(edge[0]), requested: edge[1] },
    ),
  };
}
