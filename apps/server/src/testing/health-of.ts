/** What `/health` says to somebody who is logged in. */
export interface HealthAnswer {
  readonly httpStatus: number;
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly status: string; readonly detail?: string }>>;
}

/** Asks a server how it is; nothing when it does not answer. Where sessions cannot be read the checks are empty. */
export async function healthOf(url: string, cookie: string): Promise<HealthAnswer | undefined> {
  try {
    const answer = await fetch(`${url}/health`, { headers: { cookie }, signal: AbortSignal.timeout(10_000) });
    const body = (await answer.json()) as Partial<HealthAnswer>;
    return { httpStatus: answer.status, status: body.status ?? '', checks: body.checks ?? {} };
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return undefined;
    throw error;
  }
}
