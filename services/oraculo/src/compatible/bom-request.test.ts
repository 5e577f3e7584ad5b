import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readBomJson } from './bom-request.ts';

const upload = (projectName: string) => {
  const body = JSON.stringify({ projectName, projectVersion: '2', autoCreate: true, bom: 'e30=' });
  return { stream: Readable.from([Buffer.from(body)]), contentType: 'application/json', fields: new Map() };
};

test('name and version are one project', async () => {
  const { project, autoCreate, bytes } = await readBomJson(upload('shop') as never);
  expect([project, autoCreate, Buffer.from(bytes).toString()]).toEqual(['shop 2', true, '{}']);
});

test.each(['a\0', '\ud800'])('%j, which the database cannot keep, is no name', async (name) => {
  await expect(readBomJson(upload(name) as never)).rejects.toMatchObject({ code: 'http.bad_request' });
});
