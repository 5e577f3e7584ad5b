/** Thrown and caught inside this folder: the text may be good YAML, but not of the part that is read here. */
export class NotInSubset extends Error {
  override readonly name = 'NotInSubset';

  constructor(cause?: unknown) {
    super('not in the subset', cause === undefined ? undefined : { cause });
  }
}
