import type { Coordinates, Pom, PomDependency } from './pom-model.ts';

/** A POM with what it inherits and imports, interpolated. */
export interface EffectivePom {
  readonly dependencies: readonly PomDependency[];
  /** `group:artifact` → version. */
  readonly managed: ReadonlyMap<string, string>;
  readonly hasExtensions: boolean;
}

/** Finds the POM of coordinates; nothing where it is not known. */
export type FindPom = (coordinates: Coordinates) => Promise<Pom | undefined>;

const maxParents = 32;
const maxImports = 8;
const maxSteps = 16;

/** Lays parents below a POM, reads its properties, and imports its BOMs (Maven's "Introduction to the Dependency Mechanism"). */
export async function effectivePom(pom: Pom, find: FindPom, chain?: readonly Pom[], depth = 0): Promise<EffectivePom> {
  const layers = chain ?? (await withParents(pom, find));
  const text = interpolator(layers);
  const managed = new Map<string, string>();
  const scopes = new Map<string, string>();
  const imports: Coordinates[] = [];
  for (const each of layers.flatMap((layer) => layer.managed)) {
    const name = text(each.name);
    const version = text(each.version ?? '');
    if (each.scope === 'import' && each.type === 'pom') {
      const [group = '', artifact = ''] = name.split(':');
      imports.push({ group, artifact, version });
    } else if (!managed.has(name) && version !== '') {
      managed.set(name, version);
      if (each.scope !== undefined) scopes.set(name, each.scope);
    }
  }
  for (const each of depth < maxImports ? imports : []) {
    const bom = await find(each);
    const read = bom === undefined ? undefined : await effectivePom(bom, find, undefined, depth + 1);
    for (const [name, version] of read?.managed ?? []) if (!managed.has(name)) managed.set(name, version);
  }
  const dependencies = new Map<string, PomDependency>();
  for (const each of layers.flatMap((layer) => layer.dependencies)) {
    const name = text(each.name);
    if (dependencies.has(name)) continue;
    const version = each.version === undefined ? managed.get(name) : text(each.version);
    const { version: _written, ...rest } = each;
    const scope = each.scope ?? scopes.get(name);
    dependencies.set(name, {
      ...rest,
      name,
      ...(scope === undefined ? {} : { scope }),
      ...(version === undefined ? {} : { version }),
    });
  }
  return {
    dependencies: [...dependencies.values()],
    managed,
    hasExtensions: layers.some((layer) => layer.hasExtensions),
  };
}

async function withParents(pom: Pom, find: FindPom): Promise<readonly Pom[]> {
  const layers = [pom];
  for (let { parent } = pom; parent !== undefined && layers.length < maxParents; ) {
    const found: Pom | undefined = await find(parent);
    if (found === undefined) break;
    layers.push(found);
    parent = found.parent;
  }
  return layers;
}

/** Replaces `${…}` by properties of the nearest layer that has them, and by the coordinates of the POM itself. */
export function interpolator(layers: readonly Pom[]): (raw: string) => string {
  const [pom] = layers;
  const version = layers.find((each) => each.version !== undefined)?.version ?? pom?.parent?.version ?? '';
  const group = layers.find((each) => each.group !== undefined)?.group ?? pom?.parent?.group ?? '';
  const own = new Map<string, string>();
  for (const prefix of ['project.', 'pom.', '']) {
    own.set(`${prefix}version`, version).set(`${prefix}groupId`, group);
    own.set(`${prefix}parent.version`, pom?.parent?.version ?? '');
  }
  const lookUp = (key: string) =>
    layers.find(({ properties }) => properties.has(key))?.properties.get(key) ?? own.get(key);
  return (raw) => {
    let text = raw;
    for (let step = 0; step < maxSteps && text.includes('${'); step += 1) {
      const next = text.replace(/\$\{([^${}]{1,200})\}/g, (whole, key: string) => lookUp(key) ?? whole);
      if (next === text || next.length > 10_000) break;
      text = next;
    }
    return text;
  };
}
