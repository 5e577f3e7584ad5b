import { describe, expect, it } from 'vitest';
import type { CommandIo } from '../../terminal/io.ts';
import { forgeOfRemote } from './forge-of-remote.ts';

const io = (environment: Readonly<Record<string, string>>) => ({ environment }) as unknown as CommandIo;
const own = io({ MAXIMUS_FORGE_TOKEN: 'mine' });

describe('the forge of a remote', () => {
  it.each([
    ['git@github.com:acme/shop.git', 'github', 'https://github.com/acme/shop.git'],
    ['ssh://git@gitlab.com/acme/shop.git', 'gitlab', 'https://gitlab.com/acme/shop.git'],
    ['ssh://git@codeberg.org:22/acme/shop.git', 'gitea', 'https://codeberg.org/acme/shop.git'],
    ['https://github.com/acme/shop', 'github', 'https://github.com/acme/shop'],
  ])('%s', (url, kind, origin) => expect(forgeOfRemote(url, undefined, own)).toEqual({ kind, origin, token: 'mine' }));

  it('is named where the host does not say', () => {
    const url = 'git@git.example.test:acme/shop.git';
    expect(() => forgeOfRemote(url, undefined, own)).toThrow('name it with --forge');
    expect(forgeOfRemote(url, 'gitea', own)).toMatchObject({
      kind: 'gitea',
      origin: 'https://git.example.test/acme/shop.git',
    });
  });

  it('takes the usual variable of the forge after ours, and says which ones there are', () => {
    const url = 'https://github.com/acme/shop';
    expect(forgeOfRemote(url, undefined, io({ GITHUB_TOKEN: 'b', GH_TOKEN: 'a' })).token).toBe('a');
    expect(() => forgeOfRemote(url, undefined, io({}))).toThrow('set MAXIMUS_FORGE_TOKEN or GH_TOKEN or GITHUB_TOKEN');
  });

  it('is no folder', () => {
    expect(() => forgeOfRemote('/srv/git/shop.git', undefined, own)).toThrow('has no address of a forge');
  });
});
