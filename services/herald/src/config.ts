import { z } from 'zod';

/** How notifications leave the house (platform.md §13). */
export const HeraldConfig = z.strictObject({
  allow_addresses: z
    .array(z.string().regex(/^\[?[0-9A-Za-z.:_-]+\]?:\d{1,5}$/, 'a host with its port, such as chat.internal:443'))
    .default([])
    .describe(
      'Hosts with ports that may be private, may be plain http, and may take mail without TLS; empty: public ones alone.',
    ),
  mail_ca_file: z
    .string()
    .default('')
    .describe('PEM file of authorities that mail servers are believed by, beside those that Node knows; empty: none.'),
});
export type HeraldConfig = z.infer<typeof HeraldConfig>;
