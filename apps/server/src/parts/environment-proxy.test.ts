import { expect, test } from 'vitest';
import { environmentProxy } from './environment-proxy.ts';

test('the proxy of the environment is read in either case, and none is none', () => {
  expect(environmentProxy({ PATH: '/bin', NO_PROXY: 'a' })).toEqual({});
  expect(environmentProxy({ HTTPS_PROXY: 'http://p:1', http_proxy: '', no_proxy: 'localhost' })).toEqual({
    proxy: { https: 'http://p:1', no: 'localhost' },
  });
});
