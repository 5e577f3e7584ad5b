import { expect, test } from 'vitest';
import { orAborted } from './or-aborted.ts';

test('work that ends in time answers, whether or not there is a signal', async () => {
  expect(await orAborted(undefined, Promise.resolve(1))).toBe(1);
  expect(await orAborted(new AbortController().signal, Promise.resolve(2))).toBe(2);
  await expect(orAborted(new AbortController().signal, Promise.reject(new Error('its own')))).rejects.toThrow(
    'its own',
  );
});

test('work that never ends is left when the signal is aborted, or was so before', async () => {
  const stopping = new AbortController();
  const left = orAborted(stopping.signal, new Promise(() => undefined));
  stopping.abort(new Error('the process stops'));
  await expect(left).rejects.toThrow('the process stops');
  await expect(orAborted(stopping.signal, new Promise(() => undefined))).rejects.toThrow('the process stops');
});

test('how work that was left ends is no unhandled rejection', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const stopping = new AbortController();
  const left = orAborted(stopping.signal, promise);
  stopping.abort(new Error('the process stops'));
  await expect(left).rejects.toThrow('the process stops');
  reject(new Error('much later'));
  await new Promise((resolve) => setImmediate(resolve));
});
