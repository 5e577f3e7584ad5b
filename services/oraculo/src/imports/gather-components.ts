import type { ScanError } from '@maximus/contracts';
import type { Component } from '@maximus/inventory';
import { type CurrentOccurrence, componentIdentity, type NewComponent, scopeCodes } from '@maximus/storage';
import { baseEcosystem, normaliseName } from '@maximus/versions';
import { isStorable, storableStart } from './storable-text.ts';
import type { TakenFile } from './taken-inventory.ts';

/** Longer ones would not fit into an index page of the database. */
const maxPurl = 1_500;
const maxText = 500;

/** A place of a component before the files have keys. */
export interface GatheredPlace extends Omit<CurrentOccurrence, 'componentKey' | 'fileKey'> {
  readonly identity: string;
  readonly file: string;
}

/** The distinct components of a project and where they stand. */
export interface Gathered {
  /** By identity (purl, and what is asked for where nothing is locked). */
  readonly components: ReadonlyMap<string, NewComponent>;
  readonly places: readonly GatheredPlace[];
  /** Entries that cannot be kept. */
  readonly refused: readonly ScanError[];
}

/** Distinct components, and one place per component, file and scope: the direct one where there are several. */
export function gatherComponents(files: readonly TakenFile[]): Gathered {
  const components = new Map<string, NewComponent>();
  const places = new Map<string, GatheredPlace>();
  const refused: ScanError[] = [];
  for (const { path, components: own } of files) {
    for (const each of own) {
      const fault = faultOf(each);
      if (fault !== undefined) {
        const message = `${storableStart(each.name, 80)} ${fault}`;
        if (refused.length < 100) refused.push({ code: 'inventory.purl_invalid', message, file: path });
        continue;
      }
      const component = componentOf(each);
      const identity = componentIdentity(component);
      if (!components.has(identity)) components.set(identity, component);
      const place = placeOf(each, identity, path);
      const key = `${identity}\0${path}\0${place.scope}`;
      const held = places.get(key);
      if (held === undefined || (place.direct && !held.direct)) places.set(key, place);
    }
  }
  return { components, places: [...places.values()], refused };
}

/** Why a component cannot be kept. */
function faultOf(component: Component): string | undefined {
  const { purl, ecosystem, name, version, requested, override, integrity, licences } = component;
  if (Buffer.byteLength(purl) > maxPurl) return `has a package URL of more than ${maxPurl} bytes`;
  const texts = [purl, ecosystem, name, version, requested, override, integrity, ...(licences ?? [])];
  if (texts.every((text) => text === undefined || isStorable(text))) return undefined;
  return 'holds a NUL or half a surrogate pair';
}

function componentOf(component: Component): NewComponent {
  const { purl, ecosystem, name, version } = component;
  const base = baseEcosystem(ecosystem);
  return {
    purl,
    requested: version === undefined ? (component.requested ?? '').slice(0, maxText) : '',
    ecosystem,
    baseEcosystem: base,
    name,
    nameKey: normaliseName(base, name),
    version: version ?? null,
    integrity: component.integrity?.slice(0, maxText) ?? null,
    licences: (component.licences ?? []).slice(0, 20).map((licence) => licence.slice(0, maxText)),
  };
}

function placeOf(component: Component, identity: string, file: string): GatheredPlace {
  return {
    identity,
    file,
    scope: Math.max(0, scopeCodes.indexOf(component.scope)),
    direct: component.direct,
    line: component.line ?? null,
    requested: component.requested?.slice(0, maxText) ?? null,
    override: component.override?.slice(0, maxText) ?? null,
  };
}
