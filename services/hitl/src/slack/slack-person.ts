import { formatId, parseId } from '@maximus/kernel';
import { notifyChannels, type SlackLinkRow, slackLinks, userRows } from '@maximus/storage';
import type { Person } from '../person.ts';
import type { SlackParts } from './parts.ts';

/** Where something came from, as Slack says. */
export interface SlackOrigin {
  readonly user: { readonly id: string; readonly team_id?: string | null | undefined };
  readonly team?: { readonly id: string } | null | undefined;
}

/** A linked person, or the note that tells why nobody is. */
export type Linked = { readonly person: Person; readonly link: SlackLinkRow } | { readonly note: string };

/** The team of a Slack user, where it and the workspace of the request are listened to; guests of others have another. */
export function teamOf({ config }: SlackParts, { user, team }: SlackOrigin): string | undefined {
  const own = user.team_id ?? team?.id;
  const isListenedTo = (id: string) => config.teams.includes(id);
  if (own === undefined || !isListenedTo(own)) return undefined;
  return team == null || isListenedTo(team.id) ? own : undefined;
}

/**
 * Who a Slack user is here: the account that was linked by its owner, with the rights that it has now. Being a member of a
 * workspace or a conversation gives nothing (hitl.md §9).
 */
export async function slackPerson(parts: SlackParts, origin: SlackOrigin, address: string): Promise<Linked> {
  const { database, clock } = parts.review;
  const team = teamOf(parts, origin);
  if (team === undefined) return { note: 'Maximus does not listen to this workspace.' };
  const link = await slackLinks.find(database, team, origin.user.id);
  if (link === undefined)
    return {
      note: `You are not linked to a Maximus account. Get a code at ${parts.publicUrl}/settings/account, then type \`/maximus link CODE\`.`,
    };
  const account = await userRows.byId(database, formatId('usr', link.user_id));
  if (account === undefined || account.disabledAt !== null) return { note: 'Your Maximus account is switched off.' };
  await slackLinks.noteUse(database, link, new Date(clock.now()));
  const { id, displayName, roles } = account;
  return {
    link,
    person: {
      ...{ id, userId: id, name: displayName, address },
      isReviewer: roles.includes('reviewer'),
      isAdmin: roles.includes('admin'),
      isToken: false,
      via: 'slack',
      actor: { kind: 'user', id, name: displayName, userId: id },
    },
  };
}

/** Whether a conversation is one that reviews are told in: that of a Slack channel which is not switched off. */
export async function isOurConversation({ review }: SlackParts, conversation: string): Promise<boolean> {
  const channels = await notifyChannels.list(review.database);
  return channels.some(({ kind, enabled, target }) => kind === 'slack' && enabled && target === conversation);
}

/** UUID of an account, which the session says. */
export function accountUuid(userId: string): string {
  const uuid = parseId('usr', userId);
  if (uuid === undefined) throw new TypeError('a session without an account');
  return uuid;
}
