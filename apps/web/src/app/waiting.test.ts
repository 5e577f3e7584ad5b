import { describe, expect, it } from 'vitest';
import { iconAddress, shortCount, tabTitle } from './waiting.ts';

describe('what the tab says of waiting decisions', () => {
  it('stands before the title, and is absent where nothing waits', () => {
    expect(tabTitle('Review', 3)).toBe('(3) Review · Maximus');
    expect(tabTitle('Review', 0)).toBe('Review · Maximus');
    expect(shortCount(1_000)).toBe('99+');
  });

  it('is drawn on the icon; the plain one is the file that is there anyway', () => {
    expect(iconAddress(0)).toBe('/assets/icon.svg');
    for (const [count, text] of [
      [7, '7'],
      [42, '42'],
      [100, '99+'],
    ] as const) {
      const svg = decodeURIComponent(iconAddress(count).replace('data:image/svg+xml,', ''));
      expect(svg).toContain(`>${text}</text>`);
    }
  });
});
