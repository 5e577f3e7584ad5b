import type { AppError } from '@maximus/kernel';
import * as z from 'zod';
import { errors } from '../errors.ts';
import type { ForgeCall } from './forge-client.ts';

/** The shapes in which the forges word a refusal: GitHub and Gitea `message`, GitLab `message` or `error`. */
const Refusal = z.looseObject({
  message: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  error: z.string().optional().catch(undefined),
  errors: z
    .array(z.looseObject({ message: z.string().optional().catch(undefined) }))
    .optional()
    .catch(undefined),
});

/** Names a status that is no success; the forge's own words come along, shortened and without secrets. */
export function failureOf(call: ForgeCall, status: number, body: string, secrets: readonly string[]): AppError {
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), wordsOf(body));
  const message = `${call.method} ${call.path}: ${status}${said === '' ? '' : ` ${said}`}`;
  const details = { status, said };
  if (status === 401 || status === 403) return errors.unauthorised(message, details);
  if (status === 404 || status === 410) return errors.not_found(message, details);
  if (status >= 500 || status === 408) return errors.forge_failed(message, details);
  if (status >= 300 && status < 400) return errors.answer_invalid(`${message}: a redirect is not followed`, details);
  return errors.forge_refused(message, details);
}

/** What a refusal says, as one line of at most 300 characters. */
export function wordsOf(body: string): string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // A proxy's page instead of JSON has nothing to say that belongs in a message.
    return '';
  }
  const read = Refusal.safeParse(json);
  if (!read.success) return '';
  const { message, error, errors: list } = read.data;
  return [message, error, ...(list ?? []).map((one) => one.message)]
    .flat()
    .filter((text) => text !== undefined && text !== '')
    .join('; ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
}
