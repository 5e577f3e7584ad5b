import { type CommandErrorCode, type CommandMethod, type CommandParams, commandParams } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';

/** A command that is well formed. */
export type Command = {
  [M in CommandMethod]: { readonly id: number; readonly method: M; readonly params: CommandParams<M> };
}[CommandMethod];

/** Why a text is no command; `id` is 0 where none could be read. */
export interface CommandFault {
  readonly id: number;
  readonly code: CommandErrorCode;
  readonly detail: string;
}

/** Reads one command: a positive integer id and exactly one method with its parameters (gateway.md §2). */
export function readCommand(text: string): Result<Command, CommandFault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail({ id: 0, code: 107, detail: 'not JSON' });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail({ id: 0, code: 107, detail: 'a command is an object' });
  }
  const { id, ...rest } = value as Record<string, unknown>;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) {
    return fail({ id: 0, code: 107, detail: '"id" must be a positive integer' });
  }
  const [method, ...others] = Object.keys(rest);
  if (method === undefined || others.length > 0) return fail({ id, code: 107, detail: 'exactly one method is needed' });
  if (!Object.hasOwn(commandParams, method)) {
    return fail({ id, code: 104, detail: `there is no method "${method.slice(0, 64)}"` });
  }
  const known = method as CommandMethod;
  const params = commandParams[known].safeParse(rest[method]);
  if (!params.success) {
    const [issue] = params.error.issues;
    const path = issue?.path.map(String).join('.') ?? '';
    return fail({ id, code: 107, detail: `${method}${path === '' ? '' : `.${path}`}: ${issue?.message ?? 'wrong'}` });
  }
  return ok({ id, method: known, params: params.data } as Command);
}
