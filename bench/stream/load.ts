/** Many sockets in one process of their own, with as little work per frame as can be: `node load.ts`. Orders on stdin. */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the load is told. */
export type LoadOrder =
  | { readonly open: { readonly name: string; readonly kind: string; readonly port: number; readonly count: number } }
  /** Waits until each socket of a group has one more message, and answers with the milliseconds each took. */
  | { readonly gather: { readonly name: string } }
  | { readonly close: { readonly name: string } };

interface Group {
  readonly sockets: Socket[];
  latencies: number[];
  waiting: number;
  done: (() => void) | undefined;
}

const groups = new Map<string, Group>();
const mark = Buffer.from('"t":"');
const key = Buffer.from('0123456789abcdef').toString('base64');

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as LoadOrder;
  if ('open' in order) {
    await openGroup(order.open);
    process.stdout.write('{}\n');
  } else if ('gather' in order) process.stdout.write(`${JSON.stringify(await gather(order.gather.name))}\n`);
  else {
    for (const socket of groups.get(order.close.name)?.sockets ?? []) socket.destroy();
    groups.delete(order.close.name);
    process.stdout.write('{}\n');
  }
}

async function openGroup({
  name,
  kind,
  port,
  count,
}: {
  name: string;
  kind: string;
  port: number;
  count: number;
}): Promise<void> {
  const group: Group = { sockets: [], latencies: [], waiting: 0, done: undefined };
  groups.set(name, group);
  for (let at = 0; at < count; at += 100) {
    const batch = Array.from({ length: Math.min(100, count - at) }, () => openSocket(group, kind, port));
    group.sockets.push(...(await Promise.all(batch)));
  }
}

/** Opens a socket and speaks as the subject wants, until messages will come. */
function openSocket(group: Group, kind: string, port: number): Promise<Socket> {
  const path = kind === 'socket.io' ? '/socket.io/?EIO=4&transport=websocket' : '/ws';
  const protocol = kind === 'maximus' ? 'Sec-WebSocket-Protocol: maximus.v1\r\n' : '';
  const hello = {
    maximus:
      '{"id":1,"connect":{"token":"token-of-bench","client":{"name":"b","version":"0"},"subs":{"adaptive-immunity":{}}}}',
    'socket.io': '40',
    ws: undefined,
  }[kind];
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let rest = Buffer.alloc(0);
    let upgraded = false;
    let isReady = false;
    socket.setNoDelay();
    socket.once('error', reject);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${key}\r\n${protocol}\r\n`,
    );
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!upgraded) {
        const end = rest.indexOf('\r\n\r\n');
        if (end === -1) return;
        upgraded = true;
        rest = rest.subarray(end + 4);
        if (hello === undefined) {
          isReady = true;
          resolve(socket);
        } else socket.write(maskedText(hello));
      }
      for (let frame = takeFrame(); frame !== undefined; frame = takeFrame()) received(frame);
    });
    function takeFrame(): Buffer | undefined {
      if (rest.length < 2) return undefined;
      const short = (rest[1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (rest.length < head) return undefined;
      const length = short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
      if (rest.length < head + length) return undefined;
      const frame = rest.subarray(head, head + length);
      rest = rest.subarray(head + length);
      return frame;
    }
    function received(frame: Buffer): void {
      if (isReady) {
        took(group, socket, frame);
        return;
      }
      // maximus: the welcome; socket.io: its handshake, then the answer to ours.
      const isWelcome = kind === 'maximus' ? frame[0] === 0x7b : frame[0] === 0x34 && frame[1] === 0x30;
      if (!isWelcome) return;
      isReady = true;
      resolve(socket);
    }
  });
}

function took(group: Group, socket: Socket, frame: Buffer): void {
  const at = frame.indexOf(mark);
  if (at === -1) {
    // socket.io's ping wants its pong.
    if (frame.length === 1 && frame[0] === 0x32) socket.write(maskedText('3'));
    return;
  }
  const from = at + mark.length;
  const sent = BigInt(frame.toString('latin1', from, frame.indexOf(0x22, from)));
  group.latencies.push(Number(process.hrtime.bigint() - sent) / 1e6);
  group.waiting -= 1;
  if (group.waiting === 0) group.done?.();
}

async function gather(name: string): Promise<readonly number[]> {
  const group = groups.get(name);
  if (group === undefined) return [];
  const { promise, resolve } = Promise.withResolvers<void>();
  group.waiting += group.sockets.length;
  group.done = resolve;
  if (group.waiting > 0) await promise;
  const latencies = group.latencies.map((ms) => Math.round(ms * 1_000) / 1_000);
  group.latencies = [];
  return latencies;
}

function maskedText(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126 ? [0x81, 0x80 | payload.length] : [0x81, 0xfe, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4), payload]);
}
