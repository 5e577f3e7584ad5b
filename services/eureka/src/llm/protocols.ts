import type { DraftQuestion } from '@maximus/remediation';
import { z } from 'zod';

/** What a model answered, as far as it is used. */
export interface ModelAnswer {
  readonly text: string;
  /** As the endpoint counted; absent where it did not say. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** How an endpoint is spoken to. */
export interface Protocol {
  /** Below the address of the settings. */
  readonly path: string;
  headers(key: string): Readonly<Record<string, string>>;
  body(model: string, question: DraftQuestion): object;
  /** `undefined` where the answer is not of this protocol. */
  read(answer: unknown): ModelAnswer | undefined;
}

/** Most that a model may answer, in tokens (eureka.md §10). */
export const maxOutputTokens = 4_096;
const temperature = 0.2;
const count = z.number().int().nonnegative().max(10_000_000).optional().catch(undefined);

const Completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).optional().catch(undefined),
});

/** Chat completions, as OpenAI describes them and many servers take them. */
const openai: Protocol = {
  path: 'chat/completions',
  headers: (key): Record<string, string> => (key === '' ? {} : { authorization: `Bearer ${key}` }),
  body: (model, { system, data }) => ({
    model,
    temperature,
    max_tokens: maxOutputTokens,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: data },
    ],
  }),
  read: (answer) => {
    const { success, data } = Completion.safeParse(answer);
    return success
      ? counted(data.choices[0]?.message.content ?? '', data.usage?.prompt_tokens, data.usage?.completion_tokens)
      : undefined;
  },
};

const Message = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  usage: z.object({ input_tokens: count, output_tokens: count }).optional().catch(undefined),
});

/** Messages, as Anthropic describes them (version 2023-06-01). */
const anthropic: Protocol = {
  path: 'messages',
  headers: (key) => ({ 'anthropic-version': '2023-06-01', ...(key !== '' && { 'x-api-key': key }) }),
  body: (model, { system, data }) => ({
    model,
    temperature,
    max_tokens: maxOutputTokens,
    system,
    messages: [{ role: 'user', content: data }],
  }),
  read: (answer) => {
    const { success, data } = Message.safeParse(answer);
    if (!success) return undefined;
    const text = data.content.map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('');
    return counted(text, data.usage?.input_tokens, data.usage?.output_tokens);
  },
};

function counted(text: string, inputTokens: number | undefined, outputTokens: number | undefined): ModelAnswer {
  return {
    text,
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}

/** By the word of the settings. */
export const protocols: Readonly<Record<'openai' | 'anthropic', Protocol>> = { anthropic, openai };
