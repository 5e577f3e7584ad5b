/**
 * Live channels beside the plain `ws` package and socket.io on this machine: fan-out, idle connections, recovery after a
 * killed node, and a million messages over sockets that are cut. Writes bench/results/stream.{md,json}.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from './machine.ts';
import { installLivePeers, livePeers } from './peers/live-servers.ts';
import { measureCuts } from './stream/cuts.ts';
import { measureFanOut } from './stream/fan-out.ts';
import { measureIdle } from './stream/idle.ts';
import { measureRecovery } from './stream/recovery.ts';

const frameBytes = 1_024;
const folder = mkdtempSync(join(tmpdir(), 'maximus-bench-stream-'));
const say = (text: string) => process.stderr.write(`${text}\n`);
try {
  say('installing the peers');
  installLivePeers(folder);
  say('fan-out to 1,000 and 5,000 sockets');
  const before = loadavg()[0]?.toFixed(1) ?? '';
  const fanOut = [
    ...(await measureFanOut(folder, 1_000, 60, frameBytes)),
    ...(await measureFanOut(folder, 5_000, 60, frameBytes)),
  ];
  const load = { before, after: loadavg()[0]?.toFixed(1) ?? '' };
  say('10,000 idle connections');
  const idle = await measureIdle(folder, 10_000);
  say('1,000 and 10,000 clients of a killed node');
  const recovery = [await measureRecovery(1_000), await measureRecovery(10_000)].filter((one) => one !== undefined);
  say('a million messages over cut sockets');
  const cuts = await measureCuts(1_000_000, 8);
  const results = join(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(
    join(results, 'stream.json'),
    `${JSON.stringify({ machine: machine(), peers: livePeers, frameBytes, load, fanOut, idle, recovery, cuts }, undefined, 2)}\n`,
  );
  const page = render();
  writeFileSync(join(results, 'stream.md'), page);
  process.stdout.write(page);

  function render(): string {
    const ms = (value: number) => value.toFixed(1);
    const ratio = (sockets: number, of: 'p99' | 'cpuMs') => {
      const value = (kind: string) => fanOut.find((one) => one.kind === kind && one.sockets === sockets)?.[of] ?? 0;
      return (value('maximus') / value('ws')).toFixed(2);
    };
    const names: Record<string, string> = {
      maximus: 'Maximus',
      ws: `ws ${livePeers.ws}`,
      'socket.io': `socket.io ${livePeers['socket.io']}`,
    };
    return `# Live channels

${machine()}. Loopback; servers, load and clients are processes of their own. Made by \`npm run bench -- stream\`.

## From publishing to the receipt at every socket

One message of ${frameBytes} bytes at a time, 60 of them after 10 to warm up; the subjects take turns. Milliseconds over all receipts.
Plain \`ws\` sends one buffer that was made before; its clients are in no channel and have no positions.

| sockets | server | p50 | p99 | slowest | server's processor time a message |
|---|---|---|---|---|---|
${fanOut.map(({ kind, sockets, p50, p99, max, cpuMs }) => `| ${sockets} | ${names[kind]} | ${ms(p50)} | ${ms(p99)} | ${ms(max)} | ${ms(cpuMs)} |`).join('\n')}

Maximus against plain ws (bar: at most 1.2): p99 ${ratio(1_000, 'p99')} with 1,000 sockets and ${ratio(5_000, 'p99')} with 5,000, processor time ${ratio(1_000, 'cpuMs')}
and ${ratio(5_000, 'cpuMs')}. The machine's load over the last minute was ${load.before} before and ${load.after} after, on ${cpus().length} cores: above their number, times
mostly tell of the waiting for a core, and processor time is the better measure.

## One idle connection

${idle[0]?.connections} connections, each welcome and in one channel (socket.io: in its default namespace; ws: bare). Bytes per connection;
the kernel's share is its socket buffers at both ends, not its own records of a connection. The limit of open files on this machine is 20,000 per process.

| server | resident | heap and buffers | kernel's buffers, apart |
|---|---|---|---|
${idle.map(({ kind, residentBytes, heapBytes, kernelBytes }) => `| ${names[kind]} | ${residentBytes} | ${heapBytes} | ${kernelBytes} |`).join('\n')}

## A node is killed

Two gateway processes on one Redis, every client on the first, real clients with their real backoff; SIGKILL. Until every client has
every message, from the log of the node that is left: no database, no Redis read. The node that stays lets new connections in at the
shipped limits: 1,000 at once, then 200 a second, the others get 503 and back off.

| clients | milliseconds | holes | reloads |
|---|---|---|---|
${recovery.map(({ clients, milliseconds, gaps, resyncs }) => `| ${clients} | ${milliseconds ?? 'not finished within 3 minutes on this busy machine'} | ${gaps ?? '–'} | ${resyncs ?? '–'} |`).join('\n')}

## A million messages over sockets that are cut

${cuts.readers} real clients, ${cuts.delivered} messages delivered, ${cuts.cuts} cuts in ${cuts.seconds.toFixed(0)} s: ${cuts.recovered} recoveries brought everything,
${cuts.told} times a client was told to load anew. **Gaps that nobody was told of: ${cuts.gaps}. Repeats: ${cuts.repeats}.**
`;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
