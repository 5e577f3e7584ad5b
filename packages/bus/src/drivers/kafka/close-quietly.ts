/**
 * Closes a client whose broker may be gone: waits 3 s at most, and never throws. What is left of it dies with its sockets,
 * and a place in a group is given away by its session timeout.
 */
export async function closeQuietly(close: () => Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 3_000);
  await Promise.race([close().catch(() => undefined), late]);
  clearTimeout(timer);
}
