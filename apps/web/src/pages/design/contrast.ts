/** Red, green and blue, 0–255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour such as `#0b6e63` or `rgb(11, 110, 99)`; `undefined` for what is neither. */
export function parseColour(text: string): Rgb | undefined {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (hex !== null) return [hex[1], hex[2], hex[3]].map((part) => Number.parseInt(part ?? '0', 16)) as unknown as Rgb;
  const parts = /^rgba?\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})/.exec(text.trim());
  return parts === null ? undefined : [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

/** Contrast of two colours, 1–21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The pairs of ink and ground that text stands in, with the least contrast that each must have. */
export const pairs = [
  ['ink', 'canvas', 4.5],
  ['ink', 'card', 4.5],
  ['soft', 'canvas', 4.5],
  ['soft', 'card', 4.5],
  ['soft', 'sunken', 4.5],
  ['faint', 'canvas', 4.5],
  ['faint', 'card', 4.5],
  ['faint', 'sunken', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ['accent', 'card', 4.5],
  ['accent', 'canvas', 4.5],
  ['accent', 'accent-soft', 4.5],
  ...(['critical', 'high', 'medium', 'low', 'neutral', 'good', 'unchecked'] as const).flatMap((name) => [
    [name, `${name}-soft`, 4.5] as const,
    [name, 'card', 4.5] as const,
  ]),
  ['line-strong', 'card', 3],
  ['focus', 'card', 3],
  ['focus', 'canvas', 3],
] as const;
