import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from './target.ts';

const value = (url: string) => {
  const parsed = parseRedisUrl(url);
  return parsed.ok ? parsed.value : parsed.error.message;
};

describe('Redis URLs', () => {
  it('reads one server, with user, password and database', () => {
    expect(value('redis://cache')).toEqual({
      topology: 'standalone',
      addresses: [{ host: 'cache', port: 6379 }],
      tls: false,
    });
    expect(value('rediss://me:p%40ss%2Fword@[::1]:7000/3')).toEqual({
      topology: 'standalone',
      addresses: [{ host: '::1', port: 7000 }],
      tls: true,
      username: 'me',
      password: 'p@ss/word',
      db: 3,
    });
  });

  it('reads several sentinels and the group', () => {
    expect(value('redis-sentinel://:secret@s1,s2:26380,10.0.0.3/main')).toEqual({
      topology: 'sentinel',
      addresses: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 26_380 },
        { host: '10.0.0.3', port: 26_379 },
      ],
      tls: false,
      password: 'secret',
      group: 'main',
    });
  });

  it('reads several nodes of a cluster', () => {
    expect(value('redis-cluster://a:1,b:2')).toMatchObject({
      topology: 'cluster',
      addresses: [{ port: 1 }, { port: 2 }],
    });
  });

  it.each([
    ['', 'unknown scheme'],
    ['http://cache', 'unknown scheme'],
    ['redis://', 'not host or host:port'],
    ['redis://a,b', 'several servers'],
    ['redis://a:70000', 'not host or host:port'],
    ['redis://a/x', 'not a database number'],
    ['redis://%ff@a', 'percent-encoded'],
    ['redis://a?db=1', 'query'],
    ['redis-sentinel://a,b', 'name of the group'],
    ['redis-cluster://a,b/1', 'no databases'],
    [`redis://${'a'.repeat(5_000)}`, 'too long'],
  ])('refuses %s', (url, why) => {
    expect(value(url)).toContain(why);
  });

  it('never shows a password in what it says', () => {
    expect(value('redis://:hunter2@a b')).not.toContain('hunter2');
  });
});
