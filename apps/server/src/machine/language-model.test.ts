import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrafter, EurekaConfig, eurekaMetrics } from '@maximus/eureka';
import { guardedSender } from '@maximus/herald';
import { frozenClock, newUuid } from '@maximus/kernel';
import { bindMetrics, silentLogger } from '@maximus/observability';
import { llmCalls } from '@maximus/storage';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

type Reply = { readonly status?: number; readonly body: string } | 'silence';

let server: Server;
let port = 0;
let db: TestDatabase;
let reply: Reply = 'silence';
const asked: {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}[] = [];

beforeAll(async () => {
  db = await openTestDatabase();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      asked.push({ path: request.url ?? '', headers: request.headers, body });
      if (reply !== 'silence')
        response.writeHead(reply.status ?? 200, { location: 'http://127.0.0.1/' }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await db.close();
});
beforeEach(async () => {
  asked.length = 0;
  await db.database.kysely.deleteFrom('llm_call').execute();
});

const completion = (content: unknown, usage: object = { prompt_tokens: 1_000, completion_tokens: 100 }) => ({
  body: JSON.stringify({ choices: [{ message: { role: 'assistant', content } }], usage }),
});

function drafter(llm: object = {}, options: { readonly timeoutMs?: number; readonly at?: string } = {}) {
  const here = `127.0.0.1:${port}`;
  const settings = { enabled: true, endpoint: `http://${here}/v1/`, model: 'model-1', allow_addresses: [here], ...llm };
  const config = EurekaConfig.parse({ llm: settings });
  const clock = frozenClock(Date.parse(options.at ?? '2026-11-30T12:00:00Z'));
  const parts = { clock, config, database: db.database, log: silentLogger, metrics: bindMetrics(eurekaMetrics) };
  const post = guardedSender(config.llm.allow_addresses, options.timeoutMs ?? 30_000);
  return createDrafter(parts, { post, key: 'key-1' });
}

const question = { system: 'be brief', data: '{"package":"lodash"}', subject: 'npm:lodash CVE-1' };
const ask = (...given: Parameters<typeof drafter>) => drafter(...given)?.ask(question);
const ledger = () =>
  db.database.kysely.selectFrom('llm_call').select(['outcome', 'input_tokens', 'output_tokens', 'cost_usd']).execute();

test('nobody is asked unless it is switched on and says whom', async () => {
  expect(drafter({ enabled: false })).toBeUndefined();
  expect(drafter({ endpoint: '' })).toBeUndefined();
  expect(drafter({ model: '' })).toBeUndefined();
  expect(EurekaConfig.parse({}).llm).toMatchObject({ enabled: false, max_usd_per_patch: 1, monthly_usd: 50 });
});

test('chat completions are asked with a bounded answer, and what they cost is written down', async () => {
  reply = completion('a diff');
  expect(await ask()).toMatchObject({
    state: 'answered',
    text: 'a diff',
    use: { provider: 'openai', model: 'model-1', prompt_tokens: 1_000, completion_tokens: 100, cost_usd: 0.0225 },
  });
  expect(asked[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer key-1' },
    body: { model: 'model-1', max_tokens: 4_096, temperature: 0.2, messages: [{ role: 'system' }, { role: 'user' }] },
  });
  const [row] = await ledger();
  expect(row).toMatchObject({ outcome: 'answered', input_tokens: 1_000, output_tokens: 100 });
  expect(row?.cost_usd).toBeCloseTo(0.0225);
});

test('messages are asked in their own words', async () => {
  const content = [
    { type: 'text', text: 'a ' },
    { type: 'tool_use', name: 'x' },
    { type: 'text', text: 'diff' },
  ];
  reply = { body: JSON.stringify({ content, usage: { input_tokens: 10, output_tokens: 2 } }) };
  expect(await ask({ protocol: 'anthropic' })).toMatchObject({
    state: 'answered',
    text: 'a diff',
    use: { provider: 'anthropic', prompt_tokens: 10, completion_tokens: 2 },
  });
  expect(asked[0]).toMatchObject({
    path: '/v1/messages',
    headers: { 'x-api-key': 'key-1', 'anthropic-version': '2023-06-01' },
    body: { model: 'model-1', system: 'be brief', max_tokens: 4_096, messages: [{ role: 'user' }] },
  });
});

test('the ledger says for which patch a question was asked, and the first one stays', async () => {
  reply = completion('a diff');
  const answer = await ask();
  if (answer?.state !== 'answered') throw new Error(answer?.state);
  const [one = '', two = ''] = [newUuid(frozenClock(0)), newUuid(frozenClock(1))];
  await llmCalls.attribute(db.database, answer.use.callId, one);
  await llmCalls.attribute(db.database, answer.use.callId, two);
  const rows = await db.database.kysely.selectFrom('llm_call').select('patch_id').execute();
  expect(rows).toEqual([{ patch_id: one }]);
});

test('the same question is not paid for twice', async () => {
  reply = completion('once');
  const first = await ask();
  expect(await ask()).toEqual(first);
  expect(first).toMatchObject({ text: 'once' });
  expect(asked).toHaveLength(1);
});

test('a draft or a month that would cost too much is refused before anything leaves', async () => {
  expect(await ask({ max_usd_per_patch: 0.1 })).toMatchObject({
    state: 'refused',
    sentence: expect.stringContaining('max_usd_per_patch'),
  });
  reply = completion('ok');
  expect(await ask({ monthly_usd: 0.2 })).toMatchObject({
    state: 'refused',
    sentence: expect.stringContaining('0.20'),
  });
  expect(asked).toEqual([]);
  const many = await Promise.all(
    Array.from({ length: 6 }, (_, at) => drafter({ monthly_usd: 1 })?.ask({ ...question, data: `${at}` })),
  );
  // Each may cost 0.31: no more than three are in hand at a time, whatever they come to.
  expect(many.filter((each) => each?.state === 'answered').length).toBeGreaterThan(0);
  const cost = (await ledger()).reduce((sum, { cost_usd }) => sum + cost_usd, 0);
  expect(cost).toBeLessThanOrEqual(1);
});

test('a new month has a budget of its own', async () => {
  const full = { monthly_usd: 0.35 };
  reply = completion('ok', {});
  expect(await ask(full)).toMatchObject({ state: 'answered' });
  const other = { ...question, data: 'other' };
  expect(await drafter(full)?.ask(other)).toMatchObject({ state: 'refused' });
  expect(await drafter(full, { at: '2026-12-01T00:00:01Z' })?.ask(other)).toMatchObject({ state: 'answered' });
});

test('counts that nobody believes leave the cost at what was reserved', async () => {
  reply = completion('ok', { prompt_tokens: -5, completion_tokens: 1e300 });
  expect(await ask()).toMatchObject({
    use: { completion_tokens: 4_096, cost_usd: expect.toSatisfy((usd) => usd > 0.3) },
  });
  expect((await ledger())[0]?.cost_usd).toBeGreaterThan(0.3);
});

test.each([
  ['no JSON', { body: '<html>' }],
  ['another shape', { body: '{"choices": []}' }],
  ['no text', completion(null)],
  ['too much text', completion('x'.repeat(65_537))],
  ['more bytes than are read', { body: 'x'.repeat(200_000) }],
  ['a refusal', { status: 429, body: '{}' }],
  ['a way elsewhere', { status: 302, body: '' }],
] as const)('an answer that is %s is none', async (_what, given) => {
  reply = given;
  const answer = await ask();
  expect(answer).toMatchObject({ state: 'failed', sentence: expect.stringContaining('model-1') });
  expect(JSON.stringify(answer)).not.toContain('key-1');
  expect((await ledger())[0]).toMatchObject({ outcome: 'failed' });
});

test('an answer that does not come in time is none, and may have cost', async () => {
  reply = 'silence';
  expect(await ask({}, { timeoutMs: 100 })).toMatchObject({ state: 'failed' });
  expect((await ledger())[0]?.cost_usd).toBeGreaterThan(0.3);
});

test('an address of a private network is not spoken to unless it is allowed, and costs nothing', async () => {
  expect(await ask({ allow_addresses: [] })).toMatchObject({ state: 'failed' });
  expect(await ask({ allow_addresses: [], endpoint: 'https://169.254.169.254/v1' })).toMatchObject({ state: 'failed' });
  expect(asked).toEqual([]);
  expect((await ledger()).map(({ cost_usd }) => cost_usd)).toEqual([0, 0]);
});
