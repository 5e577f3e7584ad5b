/**
 * What work answers, or throws the reason of the signal as soon as that is aborted: for work that takes no signal itself, asks
 * and changes nothing, such as questions to a registry that does not answer. How it ends then matters to nobody.
 */
export async function orAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return await work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
    // Whichever loses the race is told no more.
    work.catch(() => undefined);
    aborted.catch(() => undefined);
  }
}
