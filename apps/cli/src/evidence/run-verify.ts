import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type EvidenceVerification, type VerifiedPart, verifyEvidence } from '@maximus/arena';
import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createPaint, type Paint, pad, plain, wantsColour, wrap } from '../terminal/style.ts';
import { readEvidence } from './read-evidence.ts';

const codes = {
  valid: exitCode.passed,
  invalid: exitCode.verificationFailed,
  could_not_check: exitCode.incomplete,
} as const;

/** `maximus evidence verify`: 0 valid, 5 invalid, 2 could not check (arena.md §9). */
export async function runVerify(args: Args, io: CommandIo): Promise<number> {
  const named = required(args, 0, 'FILE');
  const keys = args.list('key').map((file) => readKey(file, io));
  const verification = await verify(named, keys, args.flag('recompute'), io);
  if (args.text('format') === 'json') {
    const { state, digest, parts, manifest } = verification;
    const document = {
      schema: 'maximus.evidence-verification/1',
      file: named,
      state,
      ...(digest === undefined ? {} : { digest }),
      ...(manifest === undefined ? {} : { verdict: manifest.verdict, sealed_at: manifest.sealed_at }),
      parts,
    };
    io.out.write(`${JSON.stringify(document, null, 2)}\n`);
  } else io.out.write(drawn(named, verification, createPaint(wantsColour(io.out.isTerminal, io.environment)), args));
  return codes[verification.state];
}

async function verify(
  named: string,
  keys: readonly string[],
  recompute: boolean,
  io: CommandIo,
): Promise<EvidenceVerification> {
  const read = await readEvidence(named, io);
  if (read.state !== 'read') {
    const state = read.state === 'absent' ? 'could_not_check' : 'invalid';
    return { state, parts: [{ part: 'bundle', state, detail: read.reason }] };
  }
  const verification = verifyEvidence(read.files, keys);
  if (!recompute || verification.manifest === undefined) return verification;
  const { recomputed } = await import('./recompute.ts');
  return joined(verification, await recomputed(read.files, verification.manifest, io));
}

/** What a further part makes of the whole: invalid wins over what could not be checked. */
function joined(verification: EvidenceVerification, part: VerifiedPart): EvidenceVerification {
  const parts = [...verification.parts, part];
  const has = (state: VerifiedPart['state']) => parts.some((each) => each.state === state);
  const state = has('invalid') ? 'invalid' : has('could_not_check') ? 'could_not_check' : 'valid';
  return { ...verification, parts, state };
}

function readKey(file: string, io: CommandIo): string {
  try {
    return readFileSync(resolve(io.workingFolder, file), 'utf8');
  } catch (cause) {
    throw errors.bad_option(`the key ${file} cannot be read`, { file }, cause);
  }
}

const marks = {
  valid: ['ok', 'green'],
  invalid: ['invalid', 'red'],
  could_not_check: ['could not', 'yellow'],
} as const;

/** What is wrong comes first; what is right is counted, and listed with a hand of lines. */
function drawn(named: string, { state, parts, manifest }: EvidenceVerification, paint: Paint, args: Args): string {
  const isBlob = ({ part }: VerifiedPart) => manifest?.blobs.some(({ path }) => path === part) === true;
  const good = parts.filter((part) => part.state === 'valid' && isBlob(part)).length;
  const shown = args.flag('quiet')
    ? parts.filter((part) => part.state !== 'valid')
    : parts.filter((part) => part.state !== 'valid' || !isBlob(part));
  const lines = shown.flatMap((part) => {
    const [word, colour] = marks[part.state];
    const [first = '', ...rest] = wrap(`${plain(part.part)}: ${plain(part.detail)}`, 68);
    return [`${pad(paint(word, colour), 11)} ${first}`, ...rest.map((line) => `${' '.repeat(12)}${line}`)];
  });
  if (good > 0 && !args.flag('quiet')) lines.push(`${pad(paint('ok', 'green'), 11)} ${good} files as they were sealed`);
  const word = { valid: 'VALID', invalid: 'INVALID', could_not_check: 'COULD NOT CHECK' }[state];
  const [, colour] = marks[state];
  return `${[...lines, '', `${paint(word, colour, 'bold')}  ${plain(named)}  ${paint(`exit ${codes[state]}`, 'dim')}`].join('\n')}\n`;
}
