import { SlackQuestion } from '@maximus/contracts';
import { z } from 'zod';

const id = z.string().regex(/^[A-Z0-9]{2,32}$/);
const named = z.object({ id }).nullish();
const from = {
  user: z.object({ id, team_id: id.nullish() }),
  team: named,
};

const Typed = z.object({ type: z.string().max(100) });

/** A press of a button, as Slack sends it; only what is used. */
const Pressed = z.object({
  type: z.literal('block_actions'),
  ...from,
  trigger_id: z.string().max(500).optional(),
  response_url: z.url().max(2_048).optional(),
  channel: named,
  view: z.object({ id: z.string().max(64), private_metadata: z.string().max(3_000) }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        block_id: z.string().max(255),
        value: z.string().max(2_000).optional(),
      }),
    )
    .min(1)
    .max(25),
});
/** A press of a button. */
export type Pressed = z.infer<typeof Pressed>;

/** A dialog that was sent off. */
const Submitted = z.object({
  type: z.literal('view_submission'),
  ...from,
  view: z.object({
    id: z.string().max(64),
    callback_id: z.string().max(255),
    private_metadata: z.string().max(3_000),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            value: z.string().max(3_000).nullish(),
            selected_options: z.array(z.object({ value: z.string().max(75) })).nullish(),
          }),
        ),
      ),
    }),
  }),
});
/** A dialog that was sent off. */
export type Submitted = z.infer<typeof Submitted>;

/** An interaction of Slack; what is none of ours is acknowledged, and nothing comes of it. */
export type Interaction =
  | { readonly kind: 'pressed'; readonly pressed: Pressed }
  | { readonly kind: 'submitted'; readonly submitted: Submitted }
  | { readonly kind: 'other' };

/** A command that was typed. */
const Command = z.object({
  team_id: id,
  user_id: id,
  user_name: z.string().max(100).default(''),
  text: z.string().max(1_000).default(''),
});
/** A command that was typed. */
export type Command = z.infer<typeof Command>;

/** What a dialog holds: which vote on which question, from which conversation. */
export const DialogState = SlackQuestion.extend({ vote: z.enum(['approve', 'reject']), channel: id });
export type DialogState = z.infer<typeof DialogState>;

/** The interaction of a form, or `undefined` where it is none that Slack would send. */
export function readInteraction(body: Buffer): Interaction | undefined {
  const text = new URLSearchParams(body.toString('utf8')).get('payload') ?? '';
  const type = readJson(Typed, text)?.type;
  if (type === 'block_actions') {
    const pressed = readJson(Pressed, text);
    return pressed && { kind: 'pressed', pressed };
  }
  if (type === 'view_submission') {
    const submitted = readJson(Submitted, text);
    return submitted && { kind: 'submitted', submitted };
  }
  return type === undefined ? undefined : { kind: 'other' };
}

/** The command of a form, or `undefined`. */
export function readCommand(body: Buffer): Command | undefined {
  return Command.safeParse(Object.fromEntries(new URLSearchParams(body.toString('utf8')))).data;
}

/** JSON of a known shape, or `undefined`. */
export function readJson<S extends z.ZodType>(shape: S, text: string): z.output<S> | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
