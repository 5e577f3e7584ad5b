import { createHash, randomUUID } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import {
  type Attachment,
  approvePatch,
  attachToDecision,
  type DecisionRecord,
  getDecision,
  getImage,
  getPatchDecision,
} from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { auditRows, decisionAttachments, decisions } from '@maximus/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, openFixture } from '../testing/fixture.ts';

let review: Fixture;
let ada: Principal;
let decisionId: string;
let patchId: string;

beforeAll(async () => {
  review = await openFixture();
  ada = await review.person('ada');
  patchId = await review.patch();
  const found = await review.call<DecisionRecord>(getPatchDecision, ada, { params: { patch_id: patchId } });
  decisionId = found.body.decision_id;
}, 120_000);
afterAll(() => review.close());

const attach = (upload: Buffer, query: object = {}, id = decisionId) =>
  review.call<Attachment>(attachToDecision, ada, { params: { decision_id: id }, query, upload });
const attached = async () =>
  (
    await review.call<{ attachments: Attachment[]; version: number }>(getDecision, ada, {
      params: { decision_id: decisionId },
    })
  ).body;
const see = (digest: string, size: string, headers = {}) =>
  review.call<Buffer>(getImage, ada, { params: { digest, size }, headers });
const refused = (code: string) => expect.objectContaining({ code });
const kept = async () =>
  (await review.test.database.kysely.selectFrom('image').select('digest').execute()).map(({ digest }) =>
    digest.toString('hex'),
  );

it('an image is attached, listed, told and logged, and changes nothing of its decision', async () => {
  const sent = png(900, 300, 'first');
  const before = await attached();
  const { status, body } = await attach(sent, { caption: 'The page after the upgrade' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    digest: createHash('sha256').update(sent).digest('hex'),
    ...{ width: 900, height: 300, user: 'ada', caption: 'The page after the upgrade' },
  });
  expect(body.url).toBe(`/api/images/${body.digest}/1600`);
  const after = await attached();
  expect(after.attachments).toEqual([body]);
  expect(after.version).toBe(before.version);
  const told = (await review.events('decision.updated')).at(-1);
  expect(told?.data).toMatchObject({ decision: { decision_id: decisionId, version: after.version } });
  const [entry] = await auditRows.list(review.test.database, { descending: true, limit: 1, decisionId });
  expect(entry).toMatchObject({ action: 'decision.image_attached', actorKind: 'user' });
  expect(JSON.stringify(entry)).toContain(body.digest);
  expect(await attach(sent)).toMatchObject({ status: 200, body });
  expect((await attached()).attachments).toHaveLength(1);
}, 120_000);

it('it is seen by its digest in three sizes, never changes, and is sent in the form that is asked for', async () => {
  const { body } = await attach(png(900, 300, 'seen'));
  const small = await see(body.digest, '320', { accept: 'image/webp,*/*' });
  expect(small.headers).toMatchObject({
    'cache-control': 'private, max-age=31536000, immutable',
    vary: 'Accept',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  const etag = small.headers?.['etag'] ?? '';
  expect(await see(body.digest, '320', { accept: 'image/webp,*/*', 'if-none-match': `W/"x", ${etag}` })).toMatchObject({
    status: 304,
    headers: { etag },
  });
  const fallback = await see(body.digest, '800', { accept: 'image/jpeg' });
  expect(fallback.headers?.['content-type']).toBe('image/jpeg');
  expect(fallback.body.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect((await see(body.digest, '1600')).status).toBe(200);
  for (const [digest, size] of [
    [body.digest, '1601'],
    ['0'.repeat(64), '320'],
    ['..', '320'],
    [body.digest, ''],
  ] as const)
    await expect(see(digest, size)).rejects.toEqual(refused('images.not_found'));
}, 120_000);

it('what is no image, or a broken one, is refused and nothing of it is kept', async () => {
  const before = { images: await kept(), attachments: (await attached()).attachments };
  const whole = png(40, 40, 'whole');
  await expect(attach(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).rejects.toMatchObject({
    code: 'images.not_an_image',
    http: 422,
  });
  await expect(attach(Buffer.alloc(0))).rejects.toEqual(refused('images.not_an_image'));
  await expect(attach(whole.subarray(0, 60))).rejects.toMatchObject({ code: 'images.broken', http: 422 });
  await expect(attach(whole, {}, 'dec_00000000000000000000000000')).rejects.toEqual(refused('hitl.decision_not_found'));
  expect({ images: await kept(), attachments: (await attached()).attachments }).toEqual(before);
}, 120_000);

it('a decision has ten images, however many are sent at once, and takes them when it is decided too', async () => {
  await review.call(approvePatch, ada, { params: { patch_id: patchId }, body: { decision_id: decisionId } });
  const shared = png(8, 8, 'shared');
  await attach(shared);
  const { attachments } = await attached();
  const digests = Array.from({ length: 12 }, () => createHash('sha256').update(randomUUID()).digest());
  // Images that are known already are not read again: as many as fit arrive at the same moment.
  const { kysely } = review.test.database;
  const now = new Date();
  const sizes = { width: 8, height: 8, created_at: now };
  await kysely
    .insertInto('image')
    .values(digests.map((digest) => ({ digest, ...sizes })))
    .execute();
  const row = await decisions.find(review.test.database, decisionId);
  for (const digest of digests.slice(0, 9 - attachments.length)) {
    await review.test.database.transaction((tx) =>
      decisionAttachments.add(tx, {
        decision_id: row?.id ?? '',
        ...{ digest, user_id: 'usr', user_name: 'bob', caption: null, created_at: now },
      }),
    );
  }
  const last = [png(9, 8, 'a'), png(9, 8, 'b'), png(9, 8, 'c')];
  const outcomes = await Promise.allSettled(last.map((one) => attach(one)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toEqual(refused('hitl.attachments_full'));
  expect((await attached()).attachments).toHaveLength(10);
  expect((await attach(shared)).status).toBe(200);
  await expect(
    review.test.database.transaction((tx) =>
      decisionAttachments.add(tx, {
        decision_id: row?.id ?? '',
        ...{ digest: digests[11] as Buffer, user_id: 'usr', user_name: 'bob', caption: null, created_at: now },
      }),
    ),
  ).rejects.toThrow();
}, 180_000);

/** A grey PNG with a text in it that makes it another one. */
function png(width: number, height: number, text: string): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Buffer.alloc((width + 1) * height).map((_, at) => (at % (width + 1) === 0 ? 0 : (at * 7) % 251));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Comment\0${text}`)),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
