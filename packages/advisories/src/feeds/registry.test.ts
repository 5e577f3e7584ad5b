import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publicFeeds } from './feed-config.ts';
import { feeds } from './registry.ts';

test('registry and folders name the same feeds, in order', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  expect([...feeds.keys()]).toEqual(folders);
  for (const [id, feed] of feeds) {
    expect(feed.id).toBe(id);
    expect(feed.publicUrl === undefined).toBe(!feed.capabilities.network);
  }
});

test('the public configuration is made of the public addresses', () => {
  expect(publicFeeds).toEqual({
    osv: feeds.get('osv')?.publicUrl,
    kev: feeds.get('kev')?.publicUrl,
    epss: feeds.get('epss')?.publicUrl,
  });
});
