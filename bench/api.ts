/**
 * Requests per second of the server's HTTP side with everything on it, beside a bare Fastify in the same run.
 * `npm run bench -- api`; both run in a process of their own, the load comes from this one, rounds are interleaved.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureLoad } from './api-load.ts';
import { machine } from './machine.ts';

const root = new URL('..', import.meta.url).pathname;
const rounds = 5;
const connections = 32;
const durationMs = 2_000;
/** The compiler of the runtime needs tens of thousands of requests before the code is what it will be. */
const warmUpMs = 12_000;

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
  const { pid = 0 } = child;
  return { kind, url: line.toString().trim(), cpuMs: () => cpuMsOf(pid), stop: () => child.kill() };
}

/** Processor time of a process so far, all its threads: fields 14 and 15 of proc(5) stat, in ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A run with the processor time that the server took for one answer. */
interface Timed extends Measured {
  readonly cpuUs: number;
}

function median(all: readonly Timed[], of: (one: Timed) => number): number {
  return all.map(of).sort((a, b) => a - b)[all.length >> 1] ?? 0;
}

const servers = [await start('bare'), await start('full')];
const lines = [
  '# API',
  '',
  `${machine()}. Requests per second over ${connections} connections, median of ${rounds} interleaved rounds of ${durationMs / 1_000} s after a`,
  'warm-up; server and load share the cores. "Maximus" is everything that stands before a handler: correlation, traces,',
  'metrics, load shedding, security headers, authentication, rights, rate limit, validation, entity tag, compression and the',
  'audit hook. "Fastify" is the framework alone, which never compresses. CPU is what the server took for one answer, which a',
  'busy machine does not change as much as the rate.',
  '',
  '| case | Fastify /s | Maximus /s | ratio | Fastify CPU µs | Maximus CPU µs | ratio | p99 ms, both | bytes, both |',
  '|---|---|---|---|---|---|---|---|---|',
];
const results: Record<string, unknown> = { machine: machine(), connections, rounds, durationMs };
try {
  for (const { name, path, headers } of cases) {
    const measured: Record<'bare' | 'full', Timed[]> = { bare: [], full: [] };
    for (let round = -1; round < rounds; round += 1) {
      for (const { kind, url, cpuMs } of servers) {
        const beforeMs = cpuMs();
        const one = await measureLoad({
          url,
          path,
          headers,
          connections,
          durationMs: round < 0 ? warmUpMs : durationMs,
        });
        const cpuUs = ((cpuMs() - beforeMs) * 1_000) / (one.perSecond * (durationMs / 1_000));
        if (round >= 0) measured[kind].push({ ...one, cpuUs });
      }
    }
    const rate = (kind: 'bare' | 'full') => median(measured[kind], ({ perSecond }) => perSecond);
    const cpu = (kind: 'bare' | 'full') => median(measured[kind], ({ cpuUs }) => cpuUs);
    const both = (of: (one: Timed) => number, digits: number) =>
      `${median(measured.bare, of).toFixed(digits)}, ${median(measured.full, of).toFixed(digits)}`;
    const ratio = rate('full') / rate('bare');
    const cells = [
      name,
      rate('bare').toFixed(0),
      rate('full').toFixed(0),
      ratio.toFixed(2),
      cpu('bare').toFixed(0),
      cpu('full').toFixed(0),
      (cpu('full') / cpu('bare')).toFixed(1),
      both(({ p99Ms }) => p99Ms, 1),
      both(({ bytesPerAnswer }) => bytesPerAnswer, 0),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
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
