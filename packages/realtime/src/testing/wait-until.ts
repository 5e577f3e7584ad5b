/** Waits for a condition; fails with what it was after 60 s. */
export async function waitUntil(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 60_000;
  for (;;) {
    if (await condition()) return;
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
