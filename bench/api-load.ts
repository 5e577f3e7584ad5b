import { connect } from 'node:net';

/** One run of requests over connections that stay open. */
export interface Load {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly durationMs: number;
}

/** What a run measured. */
export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytesPerAnswer: number;
}

/** Sends one request after the other on each connection and counts whole answers; an answer other than 200 ends the run. */
export async function measureLoad({ url, path, headers, connections, durationMs }: Load): Promise<Measured> {
  const { hostname, port } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${lines.join('')}\r\n`;
  const tookMs: number[] = [];
  let bytes = 0;
  const endsAt = performance.now() + durationMs;
  const one = async (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect(Number(port), hostname);
    let waiting = Buffer.alloc(0);
    let sentAt = performance.now();
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      const size = sizeOfAnswer(waiting);
      if (size === undefined || waiting.length < size) return;
      if (!waiting.subarray(0, 15).includes(' 200 ')) {
        reject(new Error(`the server answered ${waiting.subarray(0, 300).toString()}`));
        socket.destroy();
        return;
      }
      const now = performance.now();
      tookMs.push(now - sentAt);
      bytes += size;
      waiting = Buffer.alloc(0);
      if (now >= endsAt) {
        socket.end();
        resolve();
        return;
      }
      sentAt = now;
      socket.write(request);
    });
    await promise;
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: connections }, one));
  const seconds = (performance.now() - beganMs) / 1_000;
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0;
  return { perSecond: tookMs.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), bytesPerAnswer: bytes / tookMs.length };
}

/** Bytes of the answer at the start of a buffer, once its head is whole: by its length, or by the end of its chunks. */
function sizeOfAnswer(buffer: Buffer): number | undefined {
  const head = buffer.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const text = buffer.subarray(0, head).toString('latin1').toLowerCase();
  const length = /\r\ncontent-length: (\d+)/.exec(text)?.[1];
  if (length !== undefined) return head + 4 + Number(length);
  return buffer.subarray(-5).toString('latin1') === '0\r\n\r\n' ? buffer.length : undefined;
}
