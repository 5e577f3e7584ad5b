/** An object with some fields replaced or taken away; the original where nothing changes, a copy where something does. */
export class Overlay {
  private readonly original: Readonly<Record<string, unknown>>;
  private copy: Record<string, unknown> | undefined;

  constructor(original: Readonly<Record<string, unknown>>) {
    this.original = original;
  }

  /** `undefined` takes the field away; parsed JSON holds no `undefined` of its own. */
  set(key: string, value: unknown): void {
    if (this.original[key] === value) return;
    this.copy ??= { ...this.original };
    if (value === undefined) delete this.copy[key];
    else this.copy[key] = value;
  }

  result(): Readonly<Record<string, unknown>> {
    return this.copy ?? this.original;
  }
}
