import { type CommandErrorCode, commandErrors } from '@maximus/contracts';
import type { Opened } from '../hub/index.ts';

/** The answer to a command that worked. `result` is JSON. */
export function resultReply(id: number, result: string): string {
  return `{"id":${id},"result":${result}}`;
}

/** The answer to a command that failed. */
export function errorReply(id: number, code: CommandErrorCode, detail?: string): string {
  return JSON.stringify({ id, error: failureOf(code, detail) });
}

/** A failure as clients read it; `detail` says more than the table does. */
export function failureOf(code: CommandErrorCode, detail?: string) {
  const { message, temporary } = commandErrors[code];
  return { code, message: detail ?? message, temporary };
}

/** The result of a subscription, as JSON. */
export function subscribeResult({ subscription, position, wasRecovering, recovered, messages, mode }: Opened): string {
  const { name } = subscription.address;
  const publications = messages.map((message) => message.publication(name)).join(',');
  return (
    `{"offset":${position.offset},"epoch":${JSON.stringify(position.epoch)},"recoverable":true,` +
    `"was_recovering":${wasRecovering},"recovered":${recovered},"publications":[${publications}],"mode":"${mode}"}`
  );
}
