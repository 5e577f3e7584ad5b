/** One question to a registry. */
export interface HttpQuestion {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** Its answer, or one sentence on why there is none. */
export type HttpAnswer =
  | { readonly state: 'answered'; readonly status: number; readonly body: Uint8Array; readonly lastModified?: string }
  | { readonly state: 'failed'; readonly reason: string };

/** How registries are reached; never throws. */
export type HttpGet = (question: HttpQuestion) => Promise<HttpAnswer>;

const mostRedirects = 3;

/**
 * Asks with the platform's `fetch`. A redirect is followed within the same origin only, because the question may carry a
 * credential and the address was judged before it was asked.
 */
export const httpGet: HttpGet = async (question) => {
  const signal = AbortSignal.timeout(question.timeoutMs);
  try {
    return await asked(question, signal).catch((error: unknown) => {
      if (!isHangUp(error) || signal.aborted) throw error;
      // A server closes a connection that was idle at the very moment in which it is used again (RFC 9112, section 9.3.1).
      return asked(question, signal);
    });
  } catch (error) {
    if (signal.aborted) return { state: 'failed', reason: `no answer within ${question.timeoutMs / 1000} s` };
    return { state: 'failed', reason: reasonOf(error) };
  }
};

async function asked({ url, headers, maxBytes }: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  const { origin } = new URL(url);
  let address = url;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const response = await fetch(address, { headers, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      const next = new URL(location, address);
      if (next.origin !== origin) return { state: 'failed', reason: `it redirects to another host, ${next.host}` };
      address = next.href;
      continue;
    }
    return await bodyOf(response, maxBytes);
  }
  return { state: 'failed', reason: `it redirects more than ${mostRedirects} times` };
}

const hangUps: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Whether the other side closed the connection before it answered. */
function isHangUp(error: unknown): boolean {
  return hangUps.has((error as { cause?: { code?: unknown } }).cause?.code);
}

async function bodyOf(response: Response, maxBytes: number): Promise<HttpAnswer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > maxBytes) return { state: 'failed', reason: `the answer is larger than ${maxBytes} bytes` };
    parts.push(part);
  }
  const lastModified = response.headers.get('last-modified');
  const answer = { state: 'answered', status: response.status, body: Buffer.concat(parts, size) } as const;
  return lastModified === null ? answer : { ...answer, lastModified };
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: unknown; cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : String(message);
}
