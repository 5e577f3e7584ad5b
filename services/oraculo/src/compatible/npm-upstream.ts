import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { promisify } from 'node:util';
import type { Answer } from '@maximus/http';
import type { Logger } from '@maximus/observability';

const run = promisify(execFile);
const answerMs = 30_000;
const forgetMs = 60_000;
const passedOn = ['content-type', 'etag', 'last-modified', 'content-length'] as const;
/** Tells a server of ours that it is asked by one, so that two never ask each other for ever. */
const mark = 'maximus';

/** What is asked of the registry. */
export interface UpstreamRequest {
  /** Below the registry's address, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Passes package requests on to the registry that is configured. */
export class NpmUpstream {
  private readonly setting: string;
  private readonly log: Logger;
  private asked: { readonly base: Promise<string | undefined>; readonly atMs: number } | undefined;

  /** `setting`: an address, `npm` for the registry that npm is configured with, or empty for none. */
  constructor(setting: string, log: Logger) {
    this.setting = setting;
    this.log = log;
  }

  /** The registry's answer as it comes; 404 where there is no registry, 502 where it does not answer, in npm's shape. */
  async forward({ path, headers, signal }: UpstreamRequest): Promise<Answer> {
    if (headers.via?.includes(mark) === true) return refused(508, 'the registry of npm.upstream is this server itself');
    const base = await this.base();
    if (base === undefined)
      return refused(404, 'packages are not served here: no registry is configured as npm.upstream');
    const late = AbortSignal.timeout(answerMs);
    try {
      const answer = await fetch(`${base.replace(/\/$/, '')}/${path}`, {
        headers: {
          accept: headers.accept ?? '*/*',
          via: `1.1 ${mark}`,
          ...(headers['if-none-match'] !== undefined && { 'if-none-match': headers['if-none-match'] }),
        },
        signal: AbortSignal.any([signal, late]),
      });
      return passOn(answer);
    } catch (error) {
      if (signal.aborted) throw error;
      this.log.debug({ err: error, path }, 'the upstream registry did not answer');
      const { cause, message } = error as { readonly cause?: { readonly code?: string }; readonly message: string };
      return refused(502, `the registry of npm.upstream did not answer: ${cause?.code ?? message}`);
    }
  }

  private base(): Promise<string | undefined> {
    if (this.setting !== 'npm') return Promise.resolve(this.setting === '' ? undefined : this.setting);
    const nowMs = performance.now();
    if (this.asked === undefined || nowMs - this.asked.atMs > forgetMs)
      this.asked = { base: this.askNpm(), atMs: nowMs };
    return this.asked.base;
  }

  private async askNpm(): Promise<string | undefined> {
    try {
      const isWindows = process.platform === 'win32';
      const { stdout } = await run(isWindows ? 'npm.cmd' : 'npm', ['config', 'get', 'registry'], {
        cwd: tmpdir(),
        timeout: answerMs,
        shell: isWindows,
      });
      const address = stdout.trim();
      return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : undefined;
    } catch (error) {
      this.log.warn({ err: error }, 'npm does not say which registry it uses: packages are not passed on');
      return undefined;
    }
  }
}

function passOn(answer: Response): Answer {
  const headers: Record<string, string> = {};
  for (const name of passedOn) {
    const value = answer.headers.get(name);
    // The length is of what came over the line, which was compressed.
    const isLength = name === 'content-length' && answer.headers.has('content-encoding');
    if (value !== null && !isLength) headers[name] = value;
  }
  if (answer.body === null) return { status: answer.status, headers };
  return { status: answer.status, headers, body: Readable.fromWeb(answer.body as ReadableStream) };
}

function refused(status: number, error: string): Answer {
  return { status, body: { error } };
}
