import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

const duration = (fallback: string, meaning: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as "10s" or "1m"')
    .describe(`${meaning} (duration).`);

/** How the database is reached and used. */
export const DatabaseConfig = z.strictObject({
  url: z
    .string()
    .max(2_048)
    .default('')
    .describe('PostgreSQL as postgres://user@host:5432/name?sslmode=verify-full. Empty: the embedded one.'),
  password: z
    .string()
    .max(1_024)
    .default('')
    .describe('The password, where it stands neither in the URL nor in a file; better in the environment than here.'),
  password_file: z.string().default('').describe('File that holds the password, which need not stand in the URL then.'),
  working_user: z
    .string()
    .max(63)
    .default('')
    .describe(
      "Role that the server works as, which cannot change the audit log. Empty: the URL's user with _app. It is made if that user may create roles.",
    ),
  working_password_file: z
    .string()
    .default('')
    .describe("File that holds that role's password. Empty: the server sets one that is made from the URL user's."),
  tls_ca_file: z.string().default('').describe("Certificates (PEM) that PostgreSQL's is checked against."),
  tls_cert_file: z.string().default('').describe('Our certificate (PEM), for mutual TLS.'),
  tls_key_file: z.string().default('').describe('The key (PEM) of our certificate.'),
  pool_size: z
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('Most connections of this process for its requests.'),
  statement_timeout: duration('60s', 'Longest time of one statement'),
  lock_timeout: duration('10s', 'Longest wait of a statement for a lock'),
  prepared_statements: z
    .boolean()
    .default(true)
    .describe('Prepare hot statements. Switch it off behind a pooler in transaction mode that cannot follow them.'),
  job_concurrency: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('Background jobs that run at once in this process.'),
});
export type DatabaseConfig = z.infer<typeof DatabaseConfig>;
