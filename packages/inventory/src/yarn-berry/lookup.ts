import type { BerryEntry, Request } from './entries.ts';
import { readPatch, withoutBindings, withProtocol } from './locator.ts';
import type { Resolutions } from './resolutions.ts';

/** The entry that a request means, and the resolution that took part. */
export interface Found {
  /** `undefined` where no entry has it. */
  readonly entry: BerryEntry | undefined;
  readonly rule: string | undefined;
}

/** Finds entries by request, as yarn does: resolutions first, then its own compatibility patches, then the request. */
export class Lookup {
  readonly #resolutions: Resolutions;
  readonly #byDescriptor = new Map<string, BerryEntry>();
  readonly #builtin = new Map<string, BerryEntry>();
  readonly #byKey = new Map<string, BerryEntry>();
  /** By name; `undefined` where several entries have it. */
  readonly #only = new Map<string, BerryEntry | undefined>();

  constructor(entries: readonly BerryEntry[], resolutions: Resolutions) {
    this.#resolutions = resolutions;
    for (const entry of entries) {
      this.#byKey.set(withoutBindings(entry.key), entry);
      this.#only.set(entry.name, this.#only.has(entry.name) ? undefined : entry);
      for (const descriptor of entry.descriptors) {
        this.#byDescriptor.set(descriptor, entry);
        const patch = readPatch(descriptor.slice(descriptor.indexOf('@', 1) + 1));
        if (patch?.builtin === true) this.#builtin.set(patch.source, entry);
      }
    }
  }

  /** `parent` is the name of the package that asks. */
  find(parent: string, { name, range }: Request): Found {
    const written = withoutBindings(withProtocol(range));
    const resolution = this.#resolutions.applied(parent, name, written);
    const wanted = `${name}@${resolution?.value ?? written}`;
    const rule = resolution?.text;
    const entry =
      this.#builtin.get(wanted) ?? this.#byDescriptor.get(wanted) ?? this.#byDescriptor.get(`${name}@${range}`);
    return { entry: entry ?? this.#only.get(name), rule };
  }

  /** The entry that a patch is laid on. */
  patched(entry: BerryEntry): BerryEntry | undefined {
    if (entry.patch === undefined) return undefined;
    const source = withoutBindings(entry.patch.source);
    return this.#byKey.get(source) ?? this.#byDescriptor.get(source);
  }
}
