type Name = string;

/** Named timers: setting one again replaces it, so none is ever stacked, and all can be ended at once. */
export class Timers {
  readonly #running = new Map<Name, ReturnType<typeof setTimeout>>();

  get size(): number {
    return this.#running.size;
  }

  set(name: Name, delayMs: number, work: () => void): void {
    this.clear(name);
    this.#running.set(
      name,
      setTimeout(() => {
        this.#running.delete(name);
        work();
      }, delayMs),
    );
  }

  has(name: Name): boolean {
    return this.#running.has(name);
  }

  clear(name: Name): void {
    clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  clearAll(): void {
    for (const name of [...this.#running.keys()]) this.clear(name);
  }
}
