// @vitest-environment happy-dom
import { act, useReducer } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LayerOptions, useTopLayer } from '../design/top-layer.ts';
import { type Rendered, renderHook } from '../testing/render-hook.tsx';
import type { Action } from './action-registry.ts';
import { useActionList, useActions } from './use-actions.tsx';

const rendered: Rendered<unknown>[] = [];
afterEach(async () => {
  for (const one of rendered.splice(0).reverse()) await one.unmount();
  document.body.replaceChildren();
});

const onPage = async (actions: () => readonly Action[]) => {
  const page = await renderHook(() => {
    useActions(actions());
    return useActionList();
  });
  rendered.push(page);
  return page;
};
const above = async (options: LayerOptions) => void rendered.push(await renderHook(() => useTopLayer(options)));
const action = (id: string, key: string, more: Partial<Action> = {}): Action => ({
  ...{ id, title: id, keys: [key], scope: 'page', available: () => true, run: vi.fn(), ...more },
});
const press = (key: string, more: KeyboardEventInit = {}, target: EventTarget = document) =>
  act(async () => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  });

describe('a key', () => {
  it('is for what lies on top: Esc closes that, letters and Enter stay from the page', async () => {
    const [back, approve, open] = [action('back', 'Escape'), action('approve', 'a'), action('open', 'Enter')];
    await onPage(() => [back, approve, open]);
    const [closeLower, close] = [vi.fn(), vi.fn()];
    await above({ close: closeLower });
    await above({ close });
    for (const key of ['a', 'Enter', 'Escape']) await press(key);
    expect([back, approve, open].map(({ run }) => vi.mocked(run).mock.calls.length)).toEqual([0, 0, 0]);
    expect([closeLower.mock.calls.length, close.mock.calls.length]).toEqual([0, 1]);
    for (const one of rendered.splice(1).reverse()) await one.unmount();
    for (const key of ['a', 'Enter', 'Escape']) await press(key);
    expect([back, approve, open].map(({ run }) => vi.mocked(run).mock.calls.length)).toEqual([1, 1, 1]);
  });

  it('does not leave what must be answered, and reaches the page through what shows its actions', async () => {
    const [back, approve] = [action('back', 'Escape'), action('approve', 'a')];
    await onPage(() => [back, approve]);
    await above({ takesKeys: true });
    for (const key of ['a', 'Escape']) await press(key);
    expect([back, approve].map(({ run }) => vi.mocked(run).mock.calls.length)).toEqual([0, 1]);
  });

  it('follows another when it was pressed soon after it, however late a busy page hears of it', async () => {
    const go = action('go', 'g o');
    await onPage(() => [go]);
    const [first, second] = ['g', 'o'].map((key) => new KeyboardEvent('keydown', { key, bubbles: true }));
    await act(async () => void document.dispatchEvent(first as Event));
    const late = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 5_000);
    await act(async () => void document.dispatchEvent(second as Event));
    late.mockRestore();
    expect(go.run).toHaveBeenCalledOnce();
  });

  it('selects the text in a text, and the rows elsewhere', async () => {
    const all = action('all', 'Mod+a');
    await onPage(() => [all]);
    const field = document.createElement('textarea');
    document.body.append(field);
    await press('a', { ctrlKey: true }, field);
    expect(all.run).not.toHaveBeenCalled();
    await press('a', { ctrlKey: true });
    expect(all.run).toHaveBeenCalledOnce();
  });
});

describe('registered actions', () => {
  it('are told anew when something becomes available, in their old place', async () => {
    let reason: true | string = 'not yet';
    const approve = action('approve', 'a', { available: () => reason });
    let again: () => void = () => undefined;
    const page = await renderHook(() => {
      again = useReducer((count: number) => count + 1, 0)[1];
      useActions([approve]);
      useActions([action('other', 'o')]);
      return useActionList();
    });
    rendered.push(page);
    const list = () => (page.current() as readonly Action[]).map((one) => [one.id, one.available()]);
    expect(list()).toEqual([
      ['approve', 'not yet'],
      ['other', true],
    ]);
    const before = page.current();
    reason = true;
    await act(async () => again());
    expect(page.current()).not.toBe(before);
    expect(list()).toEqual([
      ['approve', true],
      ['other', true],
    ]);
  });
});
