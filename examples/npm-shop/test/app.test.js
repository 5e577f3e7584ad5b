import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createApp } from '../src/app.js';
import { readOptions } from '../src/options.js';
import { issue } from '../src/session.js';

async function open(t) {
  const server = createApp({ secret: 'key', load: async () => 7 }).listen(0);
  t.after(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

test('a basket is merged and added up', async (t) => {
  const base = await open(t);
  const body = JSON.stringify({ lines: [{ sku: 'cup', priceCents: 450, quantity: 2 }] });
  const answer = await fetch(`${base}/basket`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  assert.deepEqual(await answer.json(), {
    lines: [{ sku: 'cup', priceCents: 450, quantity: 2 }],
    totalCents: 900,
  });
});

test('only a signed-in customer has a page', async (t) => {
  const base = await open(t);
  assert.equal((await fetch(`${base}/me`)).status, 401);
  const signedIn = await fetch(`${base}/me`, { headers: { authorization: `Bearer ${issue('ana', 'key')}` } });
  assert.deepEqual(await signedIn.json(), { customer: 'ana' });
});

test('health tells the load', async (t) => {
  assert.deepEqual(await (await fetch(`${await open(t)}/health`)).json(), { load: 7 });
});

test('options have defaults', () => {
  assert.deepEqual(readOptions(['--port', '9000']), { port: 9000, secret: 'local-only' });
});
