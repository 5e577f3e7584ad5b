import { fail, ok, type Result } from '@maximus/kernel';
import type * as z from 'zod';
import { errors } from '../errors.ts';
import type { ForgeAnswer } from './forge-client.ts';

/** The body of an answer as the schema has it, or `forge.answer_invalid`, which names the field. */
export function readAnswer<T>(answer: Result<ForgeAnswer>, schema: z.ZodType<T>): Result<T> {
  if (!answer.ok) return answer;
  const read = schema.safeParse(answer.value.json);
  if (read.success) return ok(read.data);
  const issue = read.error.issues[0];
  return fail(
    errors.answer_invalid(`the answer's ${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'not as expected'}`),
  );
}
