import { isIP } from 'node:net';
import * as z from 'zod';

/** Whether a text is an address or a network such as `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** How other tools use the index: as OSV, as npm's registry, and as one archive (oraculo.md §8). */
export const CompatibleConfig = z.strictObject({
  osv: z
    .strictObject({
      open_networks: z
        .array(z.string().refine(isNetwork, 'an address or a network such as 10.0.0.0/8'))
        .max(1_000)
        .default([])
        .describe('Addresses and networks that may read advisories without a token; empty: none.'),
    })
    .prefault({}),
  npm: z
    .strictObject({
      upstream: z
        .string()
        .default('npm')
        .refine(
          (text) => text === '' || text === 'npm' || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
          'npm, an http(s) address, or empty',
        )
        .describe(
          'Registry that package requests are passed on to. npm: the one that npm itself is configured with. Empty: none.',
        ),
    })
    .prefault({}),
});
export type CompatibleConfig = z.infer<typeof CompatibleConfig>;
