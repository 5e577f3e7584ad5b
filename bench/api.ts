/**
 * Requests per second of the server's HTTP side with everything on it, beside a bare Fastify in the same run.
 * `npm run bench -- api`; both run in a process of their own, the load comes from this one, rounds are interleaved.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureLoad } from './api-load.ts';
import { machine } from './machine.ts';

const root = new URL('..', import.meta.url).pathname;
const rounds = 5;
const connections = 32;
const durationMs = 2_000;

const cases = [
  { name: 'small answer, 38 bytes', path: '/api/small', headers: {} },
  { name: 'list of 50, not compressed', path: '/api/list', headers: {} },
  { name: 'list of 50, zstd where it is offered', path: '/api/list', headers: { 'accept-encoding': 'zstd, br, gzip' } },
] as const;

async function start(kind: 'bare' | 'full') {
  const child = spawn(process.execPath, [join(root, 'bench/api-server.ts'), kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { kind, url: line.toString().trim(), stop: () => child.kill() };
}

function median(all: readonly Measured[], of: (one: Measured) => number): number {
  return all.map(of).sort((a, b) => a - b)[all.length >> 1] ?? 0;
}

const servers = [await start('bare'), await start('full')];
const lines = [
  '# API',
  '',
  `${machine()}. Requests per second over ${connections} connections, median of ${rounds} interleaved rounds of ${durationMs / 1_000} s after a`,
  'warm-up; server and load share the cores. "Maximus" is everything that stands before a handler: correlation, traces,',
  'metrics, load shedding, security headers, authentication, rights, rate limit, validation, entity tag, compression and the',
  'audit hook. "Fastify" is the framework alone, which never compresses.',
  '',
  '| case | Fastify /s | Maximus /s | ratio | Fastify p50, p99 ms | Maximus p50, p99 ms | bytes an answer |',
  '|---|---|---|---|---|---|---|',
];
const results: Record<string, unknown> = { machine: machine(), connections, rounds, durationMs };
try {
  for (const { name, path, headers } of cases) {
    const measured: Record<'bare' | 'full', Measured[]> = { bare: [], full: [] };
    for (let round = -1; round < rounds; round += 1) {
      for (const { kind, url } of servers) {
        const one = await measureLoad({ url, path, headers, connections, durationMs });
        if (round >= 0) measured[kind].push(one);
      }
    }
    const rate = (kind: 'bare' | 'full') => median(measured[kind], ({ perSecond }) => perSecond);
    const times = (kind: 'bare' | 'full') =>
      `${median(measured[kind], ({ p50Ms }) => p50Ms).toFixed(1)}, ${median(measured[kind], ({ p99Ms }) => p99Ms).toFixed(1)}`;
    const bytes = (kind: 'bare' | 'full') => median(measured[kind], ({ bytesPerAnswer }) => bytesPerAnswer).toFixed(0);
    const ratio = rate('full') / rate('bare');
    lines.push(
      `| ${name} | ${rate('bare').toFixed(0)} | ${rate('full').toFixed(0)} | ${ratio.toFixed(2)} | ${times('bare')} | ${times('full')} | ${bytes('bare')}, ${bytes('full')} |`,
    );
    results[name] = { ratio, ...measured };
  }
} finally {
  for (const server of servers) server.stop();
}
const out = join(root, 'bench/results');
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'api.md'), `${lines.join('\n')}\n`);
writeFileSync(join(out, 'api.json'), `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write(`${lines.join('\n')}\n`);
