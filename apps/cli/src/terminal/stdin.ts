import { text } from 'node:stream/consumers';

/** All of standard input as UTF-8; nothing when it is a terminal. */
export async function readStandardInput(): Promise<string> {
  return process.stdin.isTTY === true ? '' : text(process.stdin);
}
