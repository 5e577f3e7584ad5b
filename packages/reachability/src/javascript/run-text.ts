import { type SyntaxRoot, startOf } from '../parser.ts';

const runners = /^(?:(?:globalThis|window)\.)?eval$|^Function$|(?:^|\.)runIn(?:This|New)?Context$/;

/** Whether a call runs a text that is not written there as it stands, so that it may load and call anything. */
export function isRunText(call: SyntaxRoot): boolean {
  const callee = startOf(call.field('function') ?? call.field('constructor'), 80);
  if (!runners.test(callee)) return false;
  const given = call.field('arguments')?.namedChildren() ?? [];
  const texts = callee.endsWith('Function') ? given : given.slice(0, 1);
  return texts.some((each) => each.kind() !== 'string' && each.kind() !== 'comment');
}
