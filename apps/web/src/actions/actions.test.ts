import { describe, expect, it, vi } from 'vitest';
import { type Action, createActionRegistry } from './action-registry.ts';
import { chordOf, isBare, shownKeys } from './keys.ts';
import { rankEntries } from './palette-entries.ts';
import { searchEntries } from './search-entries.ts';

const press = (key: string, more: Partial<Parameters<typeof chordOf>[0]> = {}) =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
const action = (id: string, keys: readonly string[], more: Partial<Action> = {}): Action => ({
  id,
  title: id,
  keys,
  scope: 'page',
  available: () => true,
  run: vi.fn(),
  ...more,
});
const at = (nowMs: number, bareAllowed = true) => ({ nowMs, bareAllowed });

describe('a press', () => {
  it.each([
    ['a', {}, 'a'],
    ['A', { shiftKey: true }, 'Shift+a'],
    ['?', { shiftKey: true }, '?'],
    ['k', { ctrlKey: true }, 'Mod+k'],
    ['K', { metaKey: true }, 'Mod+k'],
    ['Enter', {}, 'Enter'],
    ['a', { altKey: true }, undefined],
    ['Shift', { shiftKey: true }, undefined],
    ['Tab', {}, undefined],
  ])('%s with %j is %s', (key, more, chord) => {
    expect(press(key, more)).toBe(chord);
  });

  it('is bare without Ctrl, but for Enter and Escape', () => {
    expect(['a', '?', 'Mod+k', 'Enter', 'Escape'].map(isBare)).toEqual([true, true, false, false, false]);
  });

  it('is shown as it stands on the keyboard', () => {
    expect(shownKeys('Mod+k', true)).toEqual(['⌘', 'K']);
    expect(shownKeys('Mod+k', false)).toEqual(['Ctrl', 'K']);
    expect(shownKeys('g o', false)).toEqual(['G', 'O']);
    expect(shownKeys('Escape', false)).toEqual(['Esc']);
  });
});

describe('the registry', () => {
  it('runs what a chord stands for, the newest first', () => {
    const registry = createActionRegistry();
    const [old, fresh] = [action('old', ['a']), action('fresh', ['a'])];
    registry.add([old]);
    const remove = registry.add([fresh]);
    expect(registry.press('a', at(0))).toBe(true);
    remove();
    registry.press('a', at(1));
    expect([old.run, fresh.run].map((run) => vi.mocked(run).mock.calls.length)).toEqual([1, 1]);
    expect(registry.press('b', at(2))).toBe(false);
  });

  it('knows sequences, and forgets the first key after a while', () => {
    const registry = createActionRegistry();
    const [go, o] = [action('go', ['g o']), action('o', ['o'])];
    registry.add([go, o]);
    expect(registry.press('g', at(0))).toBe(false);
    expect(registry.press('o', at(500))).toBe(true);
    registry.press('g', at(1_000));
    registry.press('o', at(9_000));
    expect([go.run, o.run].map((run) => vi.mocked(run).mock.calls.length)).toEqual([1, 1]);
  });

  it('leaves letters alone where text is typed, and says why something cannot be done', () => {
    const refused = vi.fn();
    const registry = createActionRegistry(refused);
    const never = action('never', ['a', 'Mod+a'], { available: () => 'you wrote it' });
    registry.add([never]);
    expect(registry.press('a', at(0, false))).toBe(false);
    expect(registry.press('Mod+a', at(0, false))).toBe(true);
    expect(refused).toHaveBeenCalledWith('you wrote it');
    expect(never.run).not.toHaveBeenCalled();
  });

  it('tells of changes', () => {
    const registry = createActionRegistry();
    const heard = vi.fn();
    const stop = registry.subscribe(heard);
    const remove = registry.add([action('a', ['a'])]);
    expect(registry.list.map(({ id }) => id)).toEqual(['a']);
    remove();
    stop();
    registry.add([action('b', ['b'])]);
    expect(heard).toHaveBeenCalledTimes(2);
  });
});

describe('the palette', () => {
  const entry = (title: string) => ({ id: title, title, detail: '', refused: false, run: () => undefined });

  it('finds by the beginnings of words, without case and accents, best first', () => {
    const entries = [entry('Ir para Visão geral'), entry('Visão'), entry('Aprovar')];
    expect(rankEntries(entries, 'visao').map(({ title }) => title)).toEqual(['Visão', 'Ir para Visão geral']);
    expect(rankEntries(entries, '  ')).toBe(entries);
    expect(rankEntries(entries, 'visao zzz')).toEqual([]);
  });

  it('leads to what a search found', () => {
    const go = vi.fn();
    const found = searchEntries(
      [
        { kind: 'project', id: 'p', slug: 'shop', name: 'Shop', link: '' },
        { kind: 'component', id: 'c', purl: '', name: 'left-pad', ecosystem: 'npm', version: '1.0.0', link: '' },
        {
          kind: 'apv',
          id: 'a',
          code: 'APV-1',
          primary_id: 'CVE-1',
          summary: 's',
          severity: 'low',
          priority: 'low',
          status: 'detected',
          link: '',
        },
        { kind: 'advisory', id: 'GHSA-1', primary_id: 'CVE-2', summary: 's', link: '' },
        { kind: 'advisory', id: 'GHSA-2', primary_id: 'CVE-3', summary: 's', apv_id: 'b', link: '' },
      ],
      go,
    );
    for (const one of found) one.run();
    expect(go.mock.calls.flat()).toEqual([
      '/projects/shop',
      '/components/c',
      '/adaptive-immunity/apvs/a',
      '/feeds?advisory=GHSA-1',
      '/adaptive-immunity/apvs/b',
    ]);
    expect(found[1]?.title).toBe('left-pad 1.0.0');
  });
});
