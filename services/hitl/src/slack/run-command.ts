import { createHash, randomInt } from 'node:crypto';
import type { AuditRecord } from '@maximus/audit';
import { formatId } from '@maximus/kernel';
import { type SlackLinkRow, slackLinks, userRows } from '@maximus/storage';
import type { SlackParts } from './parts.ts';
import type { Command } from './payloads.ts';
import type { Received } from './press-button.ts';
import { slackPerson, teamOf } from './slack-person.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 12;

/** A code of 60 bits that is easy to type. */
export function newCode(): string {
  const signs = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)] ?? '0').join('');
  return `${signs.slice(0, 4)}-${signs.slice(4, 8)}-${signs.slice(8)}`;
}

/** What is stored of a code; dashes, spaces and case do not count. */
export function hashOfCode(code: string): Buffer {
  return createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
    .digest();
}

/** Runs `/maximus link CODE`, `unlink` or anything else, which is answered with help; gives what only the typer sees. */
export async function runCommand(parts: SlackParts, command: Command, received: Received): Promise<string> {
  const origin = { user: { id: command.user_id, team_id: command.team_id }, team: { id: command.team_id } };
  const team = teamOf(parts, origin);
  if (team === undefined) return 'Maximus does not listen to this workspace.';
  const [verb = '', ...rest] = command.text.trim().split(/\s+/);
  if (verb.toLowerCase() === 'link') return await link(parts, command, rest.join(''), received);
  const linked = await slackPerson(parts, origin, received.address);
  if ('note' in linked) return linked.note;
  if (verb.toLowerCase() !== 'unlink')
    return `You are linked to the Maximus account of ${linked.person.name}. \`/maximus unlink\` ends that.`;
  await slackLinks.remove(parts.review.database, linked.link);
  await note(parts, 'slack.unlinked', linked.link, received);
  return 'You are not linked any more.';
}

async function link(parts: SlackParts, command: Command, code: string, received: Received): Promise<string> {
  const { database, clock } = parts.review;
  const at = new Date(clock.now());
  return await database.transaction(async (tx) => {
    const known = await slackLinks.find(tx, command.team_id, command.user_id);
    if (known !== undefined) return 'You are linked already: `/maximus unlink` first.';
    const userUuid = await slackLinks.takeCode(tx, hashOfCode(code), at);
    const account = userUuid === undefined ? undefined : await userRows.byId(tx, formatId('usr', userUuid));
    if (userUuid === undefined || account === undefined || account.disabledAt !== null)
      return `That code is not good (any more). Get a new one at ${parts.publicUrl}/settings/account.`;
    const row = {
      ...{ team_id: command.team_id, slack_user_id: command.user_id, user_id: userUuid },
      ...{ slack_name: command.user_name, linked_at: at },
    };
    if (!(await slackLinks.insert(tx, row))) return 'You are linked already: `/maximus unlink` first.';
    await note(parts, 'slack.linked', { ...row, last_used_at: null }, received, tx);
    return `You are linked to the Maximus account of ${account.displayName}. What you decide here counts as theirs.`;
  });
}

/** Writes a link or its end into the log. */
export async function note(
  parts: SlackParts,
  action: 'slack.linked' | 'slack.unlinked',
  row: SlackLinkRow,
  { address, cause }: Received,
  db: Parameters<SlackParts['review']['audit']['append']>[0] = parts.review.database,
): Promise<void> {
  const id = formatId('usr', row.user_id);
  const account = await userRows.byId(db, id);
  const entry: AuditRecord = {
    action,
    actor: { kind: 'user', id, name: account?.displayName ?? id, userId: id },
    subject: { kind: 'slack_user', id: `${row.team_id}.${row.slack_user_id}` },
    correlationId: cause.id,
    ...(cause.requestId !== undefined && { requestId: cause.requestId }),
    ...(cause.userAgent !== undefined && { userAgent: cause.userAgent }),
    address,
    detail: { team_id: row.team_id, slack_user_id: row.slack_user_id },
  };
  await parts.review.audit.append(db, entry);
}
