import { setTimeout as sleep } from 'node:timers/promises';
import { type AppError, fail, isAppError, ok, type Result } from '@maximus/kernel';
import type { Dispatcher } from 'undici';
import { errors } from '../errors.ts';

/** How feeds are reached. The environment is read by the programs, never here. */
export interface NetworkSettings {
  /** Proxy addresses, and the hosts that go without (the syntax of `NO_PROXY`). */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly no?: string };
  /** PEM bundle that is trusted beside the usual authorities. */
  readonly caCertificates?: string;
  /** For the headers, and between two pieces of a body; default 30,000. */
  readonly timeoutMs?: number;
  /** Waits before the second, third, … try, each with full jitter; default 1, 2 and 4 s. */
  readonly retryDelaysMs?: readonly number[];
  /** For each host; default 100. */
  readonly requestsPerMinute?: number;
}

/** An answer whose body is not read yet; it must be read or destroyed. */
export type HttpAnswer = Dispatcher.ResponseData;

const defaultDelaysMs = [1000, 2000, 4000];
const longestWaitMs = 60_000;
const mostRedirects = 5;

/** A client for feeds: time-outs, retries on what may pass, redirects, proxy, a limit of requests for each host. */
export class HttpClient {
  private readonly settings: NetworkSettings;
  private readonly dispatcher: Dispatcher;
  private readonly request: typeof import('undici').request;
  private readonly sentAt = new Map<string, number[]>();

  private constructor(settings: NetworkSettings, dispatcher: Dispatcher, request: typeof import('undici').request) {
    this.settings = settings;
    this.dispatcher = dispatcher;
    this.request = request;
  }

  /** Loads the HTTP library, which only updates need. */
  static async create(settings: NetworkSettings): Promise<HttpClient> {
    const { EnvHttpProxyAgent, request } = await import('undici');
    const { rootCertificates } = await import('node:tls');
    const { proxy, caCertificates, timeoutMs = 30_000 } = settings;
    const trusted = caCertificates === undefined ? {} : { ca: [...rootCertificates, caCertificates] };
    // Empty texts keep the agent from reading the environment by itself.
    const dispatcher = new EnvHttpProxyAgent({
      httpProxy: proxy?.http ?? '',
      httpsProxy: proxy?.https ?? proxy?.http ?? '',
      noProxy: proxy?.no ?? '',
      connect: { ...trusted, timeout: timeoutMs },
      requestTls: trusted,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return new HttpClient(settings, dispatcher, request);
  }

  /**
   * Runs one exchange, body included, as often as the rules of oraculo.md §1 allow: again after network errors, 429 and
   * 5xx, with `Retry-After` winning over our own waits; never after other failures. `use` throws what `failure` made.
   * With a `body` it is a POST, which must be one that may be repeated.
   */
  async exchange<T>(
    url: string,
    headersFor: () => Readonly<Record<string, string>>,
    use: (answer: HttpAnswer) => Promise<T>,
    body?: string,
  ): Promise<Result<T>> {
    const delays = this.settings.retryDelaysMs ?? defaultDelaysMs;
    for (let attempt = 0; ; attempt += 1) {
      const result = await this.once(url, headersFor(), use, body);
      const delay = delays[attempt];
      if (result.ok || !result.error.retryable || delay === undefined) return result;
      const asked = result.error.details.retryAfterMs;
      await sleep(typeof asked === 'number' ? Math.min(asked, longestWaitMs) : Math.random() * delay);
    }
  }

  async close(): Promise<void> {
    await this.dispatcher.close();
  }

  private async once<T>(
    url: string,
    headers: Readonly<Record<string, string>>,
    use: (answer: HttpAnswer) => Promise<T>,
    body: string | undefined,
  ): Promise<Result<T>> {
    try {
      const answer = await this.follow(url, headers, body);
      return ok(await use(answer));
    } catch (error) {
      return fail(isAppError(error) ? error : networkFailure(url, error));
    }
  }

  private async follow(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<HttpAnswer> {
    let address = new URL(url);
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      await this.takeTurn(address.host);
      const answer = await this.request(address, {
        dispatcher: this.dispatcher,
        headers: { 'user-agent': 'maximus', ...headers },
        ...(body !== undefined && { method: 'POST', body }),
      });
      const { location } = answer.headers;
      if (answer.statusCode < 300 || answer.statusCode > 399 || typeof location !== 'string') return answer;
      answer.body.destroy();
      const next = new URL(location, address);
      if (next.protocol !== 'https:' && next.protocol !== address.protocol)
        throw errors.feed_refused(`${address.href} leads to an address that is not safe: ${next.href}`, { url });
      address = next;
    }
    throw errors.feed_refused(`${url} redirects more than ${mostRedirects} times`, { url });
  }

  /** Waits until the host has been asked fewer times within a minute than allowed. */
  private async takeTurn(host: string): Promise<void> {
    const most = this.settings.requestsPerMinute ?? 100;
    const sent = this.sentAt.get(host) ?? [];
    this.sentAt.set(host, sent);
    for (;;) {
      const now = performance.now();
      while (sent[0] !== undefined && now - sent[0] > 60_000) sent.shift();
      if (sent.length < most) {
        sent.push(now);
        return;
      }
      await sleep(60_000 - (now - (sent[0] ?? now)) + 1);
    }
  }
}

/** The failure that an unexpected status stands for; 429 and 5xx may pass, and carry what `Retry-After` asks. */
export function statusFailure(url: string, answer: HttpAnswer): AppError {
  const { statusCode } = answer;
  const mayPass = statusCode === 429 || statusCode >= 500;
  const maker = mayPass ? errors.feed_failed : errors.feed_refused;
  const wait = mayPass ? retryAfterMs(answer.headers['retry-after']) : undefined;
  const details = { url, status: statusCode, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  return maker(`${url} answered ${statusCode}`, details);
}

function retryAfterMs(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  if (value.trim() !== '' && seconds >= 0) return seconds * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function networkFailure(url: string, error: unknown): AppError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const word = typeof code === 'string' ? code : String(message);
  return errors.feed_failed(`${url} cannot be reached or broke off: ${word}`, { url }, error);
}
