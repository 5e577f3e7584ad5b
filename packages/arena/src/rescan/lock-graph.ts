import type { Component, Inventory } from '@maximus/inventory';

/** Names of the properties that hold what CycloneDX has no field for; a recheck reads them again. */
const property = { ecosystem: 'maximus:ecosystem', name: 'maximus:name', requirement: 'maximus:requirement' } as const;

/** One package of a tree, as a matcher is asked about it. */
export interface GraphSubject {
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
  readonly integrity?: string;
  /** What the manifest asks for, where nothing locks a version. */
  readonly requirement?: string;
  readonly purl: string;
}

/** Packages that one document may hold. */
const maxComponents = 200_000;

/**
 * A tree's lock graph as CycloneDX 1.6 JSON: each package once with its purl, digest and files, and who depends on whom. Equal
 * trees give equal bytes: it holds no date and no serial number.
 */
export function writeLockGraph(inventory: Inventory): Uint8Array {
  const components = new Map<string, Record<string, unknown>>();
  const edges = new Map<string, Set<string>>();
  for (const file of inventory.files) {
    const byKey = new Map(file.components.map((component) => [component.key, component]));
    for (const component of file.components) {
      const ref = refOf(component);
      if (!components.has(ref)) components.set(ref, entryOf(component, ref));
      const held = edges.get(ref) ?? new Set();
      for (const { to } of component.dependsOn) {
        const target = byKey.get(to);
        if (target !== undefined) held.add(refOf(target));
      }
      edges.set(ref, held);
    }
  }
  const refs = [...components.keys()].sort();
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: refs.map((ref) => components.get(ref)),
    dependencies: refs.map((ref) => ({ ref, dependsOn: [...(edges.get(ref) ?? [])].sort() })),
  };
  return Buffer.from(`${JSON.stringify(document)}\n`, 'utf8');
}

/** The packages of a document that `writeLockGraph` wrote; `undefined` for anything else. Never throws. */
export function readLockGraph(bytes: Uint8Array): readonly GraphSubject[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // What is no JSON is no graph, which is what the caller says.
    return undefined;
  }
  const list = isRecord(document) && document['bomFormat'] === 'CycloneDX' ? document['components'] : undefined;
  if (!Array.isArray(list) || list.length > maxComponents) return undefined;
  const subjects = list.map(subjectOf);
  return subjects.every((subject) => subject !== undefined) ? subjects : undefined;
}

function refOf({ purl, version, requested, integrity }: Component): string {
  return `${purl}${version === undefined ? `#${requested ?? ''}` : ''}${integrity === undefined ? '' : ` ${integrity}`}`;
}

function entryOf(component: Component, ref: string): Record<string, unknown> {
  const { ecosystem, name, version, purl, integrity, requested } = component;
  const properties = [
    { name: property.ecosystem, value: ecosystem },
    { name: property.name, value: name },
    ...(integrity === undefined ? [] : [{ name: 'maximus:integrity', value: integrity }]),
    ...(version !== undefined || requested === undefined ? [] : [{ name: property.requirement, value: requested }]),
  ];
  return { type: 'library', 'bom-ref': ref, name, ...(version === undefined ? {} : { version }), purl, properties };
}

function subjectOf(entry: unknown): GraphSubject | undefined {
  if (!isRecord(entry) || typeof entry['purl'] !== 'string' || !Array.isArray(entry['properties'])) return undefined;
  const said = new Map<string, string>();
  for (const each of entry['properties']) {
    if (isRecord(each) && typeof each['name'] === 'string' && typeof each['value'] === 'string') {
      said.set(each['name'], each['value']);
    }
  }
  const [ecosystem, name] = [said.get(property.ecosystem), said.get(property.name)];
  if (ecosystem === undefined || name === undefined) return undefined;
  const [version, integrity, requirement] = [
    entry['version'],
    said.get('maximus:integrity'),
    said.get(property.requirement),
  ];
  return {
    ecosystem,
    name,
    purl: entry['purl'],
    ...(typeof version === 'string' ? { version } : {}),
    ...(integrity === undefined ? {} : { integrity }),
    ...(requirement === undefined ? {} : { requirement }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
