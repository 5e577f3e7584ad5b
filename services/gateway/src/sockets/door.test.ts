import { waitUntil } from '@maximus/realtime/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { BrowserSocket } from '../testing/browser-socket.ts';
import { TestGateway, type TestGatewayOptions } from '../testing/test-gateway.ts';

let node: TestGateway;
const sockets: BrowserSocket[] = [];
const own = { cookie: 'session=ana', origin: 'http://own.example.test' };
const protocols = ['maximus.v1'];

async function start(options: TestGatewayOptions = {}): Promise<void> {
  node = await TestGateway.start(options);
}

function open(path: string, options: ConstructorParameters<typeof BrowserSocket>[1] = {}): BrowserSocket {
  const socket = new BrowserSocket(node.url(path), options);
  sockets.push(socket);
  return socket;
}

async function connect(socket: BrowserSocket, more: object = {}): Promise<unknown> {
  await waitUntil('open', () => socket.socket.readyState === WebSocket.OPEN || socket.closed !== undefined);
  socket.say({ id: 1, connect: { client: { name: 't', version: '0' }, ...more } });
  return socket.find('welcome', ({ id }) => id === 1);
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.end();
  await node.stop();
});

describe('who comes in', () => {
  it('a session with its own origin, a token, and a ticket once', async () => {
    await start();
    expect(await connect(open('/ws', { protocols, headers: own }))).toMatchObject({ result: { user: 'ana' } });
    expect(await connect(open('/ws', { protocols }), { token: 'mxt_bob' })).toMatchObject({ result: { user: 'bob' } });
    node.identity.tickets.set('t1', 'ope');
    expect(await connect(open('/ws?ticket=t1', { protocols }))).toMatchObject({ result: { user: 'ope' } });
    expect(await open('/ws?ticket=t1', { protocols }).closing()).toBe(3500);
  });

  it('a session from a foreign page is refused with 3509, a token in the address with 3500', async () => {
    await start();
    const foreign = { ...own, origin: 'http://evil.example.test' };
    expect(await open('/ws', { protocols, headers: foreign }).closing()).toBe(3509);
    expect(await open('/ws/adaptive-immunity', { headers: foreign }).closing()).toBe(3509);
    expect(await open('/ws?token=mxt_ana', { protocols }).closing()).toBe(3500);
    expect(await open('/ws/adaptive-immunity?token=mxt_ana').closing()).toBe(1008);
  });

  it('a foreign page is told so too where only identity judges origins', async () => {
    await start({ judgesOrigins: false });
    const foreign = { ...own, origin: 'http://evil.example.test' };
    expect(await open('/ws', { protocols, headers: foreign }).closing()).toBe(3509);
    expect(await connect(open('/ws', { protocols, headers: own }))).toMatchObject({ result: { user: 'ana' } });
  });

  it('a wrong token closes 3500, none at all 3500 on connect, no subprotocol 3502', async () => {
    await start();
    const wrong = open('/ws', { protocols });
    await expect(connect(wrong, { token: 'mxt_nobody' })).rejects.toThrow('3500');
    await expect(connect(open('/ws', { protocols }))).rejects.toThrow('3500');
    expect(await open('/ws').closing()).toBe(3502);
    expect(await open('/ws', { protocols: ['other'] }).closing()).toBeGreaterThan(1_000);
  });

  it('simple endpoints want a session or a ticket: 1008 without', async () => {
    await start();
    for (const path of ['/ws/adaptive-immunity', '/hitl/ws', '/ws/my-client']) {
      expect(await open(path).closing()).toBe(1008);
      node.identity.tickets.set('t', 'ana');
      const socket = open(`${path}?token=t`);
      await socket.find('a first word', () => true);
    }
  });

  it('paths without a socket are 404 and `status` is no label', async () => {
    await start();
    for (const path of ['/nothing', '/ws/status', '/ws/a b', `/ws/${'x'.repeat(65)}`]) {
      expect(await open(path, { headers: own }).closing()).toBe(1006);
    }
    expect((await node.get('/ws/status')).status).toBe(200);
  });
});

describe('limits at the door', () => {
  it('per user and per address close with 3504', async () => {
    await start({ config: { connections_per_user: 2, connections_per_address: 3 } });
    for (let at = 0; at < 2; at += 1) await connect(open('/ws', { protocols, headers: own }));
    expect(await open('/ws', { protocols, headers: own }).closing()).toBe(3504);
    await expect(connect(open('/ws', { protocols }), { token: 'mxt_ana' })).rejects.toThrow('3504');
    await connect(open('/ws', { protocols }), { token: 'mxt_bob' });
    expect(await open('/ws', { protocols }).closing()).toBe(3504);
  });

  it('per process and per second answer 503 with a time to come back', async () => {
    await start({ config: { connections: 1 } });
    await connect(open('/ws', { protocols, headers: own }));
    const refused = await fetch(node.http('/ws'), {
      headers: { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-version': '13', 'sec-websocket-key': 'x' },
    }).catch((error: unknown) => error);
    expect(refused).toBeDefined();
    expect(await open('/ws', { protocols, headers: own }).closing()).toBe(1006);
    await node.stop();
    await start({ config: { connection_rate: 1, connection_burst: 2 } });
    const codes = [];
    for (let at = 0; at < 4; at += 1) {
      const socket = open('/ws', { protocols, headers: own });
      await waitUntil('settled', () => socket.socket.readyState !== WebSocket.CONNECTING);
      codes.push(socket.socket.readyState === WebSocket.OPEN);
    }
    expect(codes.slice(0, 2)).toEqual([true, true]);
    expect(codes).toContain(false);
  });
});

describe('what is revoked', () => {
  it('a log-out closes 3500, a disabled user 3508, and others stay', async () => {
    await start();
    const [ana, bob, ope] = [
      open('/ws', { protocols, headers: own }),
      open('/ws', { protocols }),
      open('/ws', { protocols }),
    ];
    await connect(ana);
    await connect(bob, { token: 'mxt_bob' });
    await connect(ope, { token: 'mxt_ope' });
    node.identity.people.delete('ana');
    node.identity.revoke({ kind: 'session', id: 'ses_ana', reason: 'ended' });
    expect(await ana.closing()).toBe(3500);
    node.identity.people.set('bob', { roles: [], disabled: true });
    node.identity.revoke({ kind: 'user', id: 'usr_bob', reason: 'disabled' });
    expect(await bob.closing()).toBe(3508);
    expect(ope.closed).toBeUndefined();
  });

  it('a role that is taken away ends the channels, and a resume is asked anew', async () => {
    await start();
    const ana = open('/ws', { protocols, headers: own });
    await connect(ana, { subs: { hitl: {} } });
    const before = node.identity.asked;
    node.identity.people.set('ana', { roles: [] });
    node.identity.revoke({ kind: 'all', reason: 'cut off for too long' });
    const { push } = await ana.find('it is told', (message) => message.push?.unsubscribe !== undefined);
    expect(push).toMatchObject({ channel: 'hitl', unsubscribe: { code: 2003 } });
    const again = open('/ws', { protocols, headers: own });
    const welcome = (await connect(again, { subs: { hitl: { recover: true, offset: 0, epoch: 'e' } } })) as {
      result: { subs: object };
    };
    expect(welcome.result.subs).toMatchObject({ hitl: { error: { code: 103 } } });
    expect(node.identity.asked).toBe(before + 1);
  });
});

describe('a drain', () => {
  it('refuses who comes, tells who is here, and sends all away with a time to come back', async () => {
    await start({ config: { drain_seconds: 1 } });
    const all = Array.from({ length: 20 }, () => open('/ws', { protocols, headers: own }));
    for (const socket of all) await connect(socket, { subs: { system: {} } });
    const drained = node.gateway.drain(new AbortController().signal);
    const late = open('/ws', { protocols, headers: own });
    expect(await late.closing()).toBe(1006);
    const times = new Set<number>();
    for (const socket of all) {
      expect(await socket.closing()).toBe(3001);
      expect(socket.messages.some(({ push }) => push?.pub?.data?.status === 'draining')).toBe(true);
      times.add((JSON.parse(socket.closed?.reason ?? '{}') as { reconnect_after_ms: number }).reconnect_after_ms);
    }
    await drained;
    expect(times.size).toBeGreaterThan(10);
    expect(Math.max(...times)).toBeLessThan(5_000);
  });
});
