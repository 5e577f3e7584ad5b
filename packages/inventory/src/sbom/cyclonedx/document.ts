import type { Scope } from '@maximus/contracts';
import type { Relation, SbomDocument, SbomEntry } from '../model.ts';
import type { Bom, BomComponent } from './bom.ts';

/** Component types that are never a package of an ecosystem. */
const noPackages = new Set([
  'cryptographic-asset',
  'data',
  'device',
  'device-driver',
  'file',
  'machine-learning-model',
  'operating-system',
  'platform',
]);

/** Properties by which generators mark what only development needs. */
const developmentMarks: readonly (readonly [string, string])[] = [
  ['cdx:npm:package:development', 'true'],
  ['cdx:composer:package:isDevRequirement', '1'],
  ['cdx:pipenv:category', 'develop'],
  ['cdx:poetry:group', 'dev'],
];

/** The document of a bill of materials: the subject and its own parts are the project, nested components are contained. */
export function documentOfBom(path: string, bom: Bom): SbomDocument {
  const entries: SbomEntry[] = [];
  const relations: Relation[] = [];
  const collect = (components: readonly BomComponent[], isProject: boolean, parent: string | undefined) => {
    const open = components.map((component) => ({ component, parent })).reverse();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const entry = entryOf(next.component, isProject, entries.length);
      entries.push(entry);
      if (next.parent !== undefined) relations.push({ from: next.parent, to: entry.ref, kind: 'contains' });
      const parts = next.component.components;
      for (let at = parts.length - 1; at >= 0; at--) {
        const component = parts[at];
        if (component !== undefined) open.push({ component, parent: entry.ref });
      }
    }
  };
  if (bom.subject !== undefined) collect([bom.subject], true, undefined);
  collect(bom.components, false, undefined);
  for (const { ref, dependsOn } of bom.dependencies) {
    for (const to of dependsOn) relations.push({ from: ref, to, kind: 'depends' });
  }
  return { path, entries, relations };
}

function entryOf(component: BomComponent, isProject: boolean, index: number): SbomEntry {
  const { name, purl, version, line, hash, licences } = component;
  return {
    ref: component.ref ?? purl ?? `#${index}`,
    name: component.group === undefined ? name : `${component.group}/${name}`,
    ...(purl === undefined ? {} : { purl }),
    ...(version === undefined ? {} : { version }),
    role: isProject ? 'project' : isPackage(component) ? 'package' : 'other',
    scope: scopeOf(component),
    ...(line === undefined ? {} : { line }),
    ...(hash === undefined ? {} : { integrity: hash }),
    licences,
  };
}

/**
 * With a package URL anything is a package. Without, a library is one that cannot be checked; an application only if it
 * has a version: generators list lock files and modules as applications without one.
 */
function isPackage({ purl, type, version }: BomComponent): boolean {
  if (purl !== undefined) return true;
  if (type !== undefined && noPackages.has(type)) return false;
  return type === undefined || type === 'library' || type === 'framework' || version !== undefined;
}

/** `required` is the default of the specification; `excluded` is not part of what is delivered. */
function scopeOf(component: BomComponent): Scope {
  if (developmentMarks.some(([name, value]) => component.properties.get(name) === value)) return 'dev';
  if (component.scope === 'optional') return 'optional';
  return component.scope === 'excluded' ? 'dev' : 'prod';
}
