import type { Result } from '@maximus/kernel';

const pausesMs = [1000, 2000, 4000];

/** Tries again after 1, 2 and 4 s where the failure is one that may pass (eureka.md §8). */
export async function retried<T>(
  wait: (ms: number) => Promise<void>,
  attempt: () => Promise<Result<T>>,
): Promise<Result<T>> {
  for (const pause of pausesMs) {
    const result = await attempt();
    if (result.ok || !result.error.retryable) return result;
    await wait(pause);
  }
  return attempt();
}
