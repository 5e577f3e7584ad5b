/** Some 25 MB of package URLs; an estate of 10,000 projects has some 200,000 of them. */
const mostKnown = 200_000;

/**
 * Keys of components that the estate has and that were judged, by identity, so that an import asks the database for
 * those only that this process has not met. Components are never removed and stay judged, so nothing here grows stale;
 * past the bound the oldest go. Only what is committed may be remembered.
 */
export class KnownComponents {
  private readonly keys = new Map<string, number>();

  keyOf(identity: string): number | undefined {
    return this.keys.get(identity);
  }

  /** `identity` is best a text of its own: a part of a lock file's text would keep all of it in memory. */
  remember(identity: string, key: number): void {
    if (this.keys.size >= mostKnown && !this.keys.has(identity)) {
      const [oldest] = this.keys.keys();
      if (oldest !== undefined) this.keys.delete(oldest);
    }
    this.keys.set(identity, key);
  }
}
