import { verifyEvidence } from '@maximus/arena';
import type { EvidenceManifest } from '@maximus/contracts';
import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import { exitCode } from '../exit-code.ts';
import { plural } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createPaint, cut, type Paint, pad, plain, wantsColour, wrap } from '../terminal/style.ts';
import { readEvidence } from './read-evidence.ts';

const left = 14;

/** `maximus evidence show`: what a bundle is about. It says whether the bundle is valid too: a summary of a forged one is none. */
export async function runShow(args: Args, io: CommandIo): Promise<number> {
  const named = required(args, 0, 'FILE');
  const read = await readEvidence(named, io);
  if (read.state !== 'read') {
    io.err.write(`${plain(named)}: ${plain(read.reason)}\n`);
    return read.state === 'absent' ? exitCode.incomplete : exitCode.verificationFailed;
  }
  const { manifest, digest = '', state, parts } = verifyEvidence(read.files);
  if (manifest === undefined || state !== 'valid') {
    const faults = parts.filter((part) => part.state !== 'valid');
    for (const { part, detail } of faults) io.err.write(`${plain(part)}: ${plain(detail)}\n`);
    io.err.write(`${plain(named)} is not valid, so what it says is not shown\n`);
    return exitCode.verificationFailed;
  }
  if (args.text('format') === 'json') io.out.write(`${JSON.stringify({ digest, manifest }, null, 2)}\n`);
  else io.out.write(summary(manifest, digest, createPaint(wantsColour(io.out.isTerminal, io.environment))));
  return exitCode.passed;
}

function row(name: string, text: string): readonly string[] {
  const [first = '', ...rest] = wrap(plain(text), 80 - left);
  return [`${pad(name, left)}${first}`, ...rest.map((line) => ' '.repeat(left) + line)];
}

function summary(manifest: EvidenceManifest, digest: string, paint: Paint): string {
  const { subject, rescan, tests, proof, steps, verdict, confidence, confidence_of: of } = manifest;
  const targets = subject.targets.map(({ primary_id, purl }) => `${primary_id} in ${purl}`);
  const lines = [
    ...row('evidence', `${manifest.evidence_id}, sealed ${manifest.sealed_at}`),
    ...row('digest', `sha256:${digest}`),
    ...row('project', `${subject.project} at ${subject.base_commit}`),
    ...row('patch', subject.patch_digest),
    ...row('targets', targets.join(', ')),
    ...row(
      'index',
      `${manifest.index.generation}, ${plural(manifest.advisories.length, 'advisory', 'advisories')} used`,
    ),
    ...row('level', manifest.level),
    ...row(
      'rescan',
      `${rescan.fixed.length} fixed, ${rescan.introduced.length} introduced, ${rescan.unchanged.length} unchanged`,
    ),
    ...row('tests', tests.reason === undefined ? tests.result : `${tests.result}: ${tests.reason}`),
    ...row('proof', proof.reason === undefined ? proof.result : `${proof.result}: ${proof.reason}`),
    '',
    paint('Steps', 'bold'),
    ...steps.map(({ name, tree, state, reason = '', duration_ms: took }) =>
      `  ${pad(name, 12)}${pad(tree, 12)}${pad(state, 15)}${pad(cut(plain(reason), 28), 29)}${`${(took / 1000).toFixed(1)} s`.padStart(9)}`.trimEnd(),
    ),
    '',
    `${paint(verdict, 'bold')}  confidence ${confidence.toFixed(2)} of ${of}`,
    ...manifest.confidence_terms.map(
      ({ term, value }) => `  ${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(2)}  ${plain(term)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
