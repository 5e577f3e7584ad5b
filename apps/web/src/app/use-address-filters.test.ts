// @vitest-environment happy-dom
import { act } from 'react';
import { expect, it, vi } from 'vitest';
import { FarEnd } from '../testing/far-end.ts';
import { renderHook } from '../testing/render-hook.tsx';
import { useAddressFilters } from './use-address-filters.ts';

it('filters are set in the address, taken out by an empty value, and cleared together', async () => {
  vi.stubGlobal('WebSocket', FarEnd);
  const hook = await renderHook(useAddressFilters);
  const text = () => hook.current().params.toString();
  await act(async () => hook.current().set('q', 'lodash'));
  await act(async () => hook.current().set('check', 'stale'));
  expect(text()).toBe('q=lodash&check=stale');
  await act(async () => hook.current().set('q', ''));
  expect(text()).toBe('check=stale');
  await act(async () => hook.current().clear());
  expect(text()).toBe('');
  await hook.unmount();
  vi.unstubAllGlobals();
});
