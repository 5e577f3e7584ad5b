import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApplyMoment, applyEdits, type WorkingEdit } from './apply-edits.ts';
import { recover } from './recover.ts';

let root = '';
const before = { 'package.json': '{"a":1}\n', 'app/package-lock.json': '{"lock":1}\n' };
const after = { 'package.json': '{"a":2}\n', 'app/package-lock.json': '{"lock":2}\n' };
const moments: readonly ApplyMoment[] = ['checked', 'journalled', 'staged', 'replaced 0', 'replaced 1'];

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const edits: readonly WorkingEdit[] = Object.entries(after).map(([file, text]) => ({
  file,
  beforeDigest: digest(before[file as keyof typeof before]),
  after: Buffer.from(text),
}));

/** Everything below the project, with what it holds. */
function tree(): Readonly<Record<string, string>> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files.map((file) => {
      const path = join(root, file);
      return [file, lstatSync(path).isFile() ? readFileSync(path, 'utf8') : 'folder'];
    }),
  );
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maximus-apply-'));
  mkdirSync(join(root, 'app'));
  for (const [file, text] of Object.entries(before)) writeFileSync(join(root, file), text);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('applyEdits', () => {
  it('changes all files, keeps their modes, and leaves nothing beside them', () => {
    chmodSync(join(root, 'package.json'), 0o640);
    applyEdits(root, edits);
    expect(tree()).toEqual({ app: 'folder', ...after });
    expect(lstatSync(join(root, 'package.json')).mode & 0o777).toBe(0o640);
  });

  it.each(moments)('leaves the tree as it was when it fails at "%s"', (moment) => {
    const was = tree();
    const failing = () =>
      applyEdits(root, edits, (at) => {
        if (at === moment) throw new Error('no space left');
      });
    expect(failing).toThrow('no space left');
    expect(tree()).toEqual(was);
  });

  it.each(moments)('is undone by the next run when it is killed at "%s"', (moment) => {
    const was = tree();
    const code = `
      import { applyEdits } from ${JSON.stringify(new URL('./apply-edits.ts', import.meta.url).href)};
      const edits = ${JSON.stringify(edits.map((edit) => ({ ...edit, after: Buffer.from(edit.after).toString('utf8') })))};
      applyEdits(${JSON.stringify(root)}, edits.map((edit) => ({ ...edit, after: Buffer.from(edit.after) })), (at) => {
        if (at === ${JSON.stringify(moment)}) process.kill(process.pid, 'SIGKILL');
      });`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect(run.signal, run.stderr).toBe('SIGKILL');
    recover(root);
    expect(tree()).toEqual(was);
  });

  it('keeps the change that stood before the kill', () => {
    let staging: readonly string[] = [];
    const dying = () =>
      applyEdits(root, edits, (at) => {
        if (at !== 'committed') return;
        staging = readdirSync(join(root, '.maximus-fix'));
        throw new Error('killed');
      });
    expect(dying).toThrow('killed');
    expect(staging).not.toContain('journal.json');
    expect(recover(root)).toEqual([]);
    expect(tree()).toEqual({ app: 'folder', ...after });
  });

  it('makes ready inside .git where there is one', () => {
    mkdirSync(join(root, '.git'));
    const seen: boolean[] = [];
    applyEdits(root, edits, () => seen.push(existsSync(join(root, '.maximus-fix'))));
    expect(seen).not.toContain(true);
    expect(readdirSync(join(root, '.git'))).toEqual([]);
  });

  it('leaves a file alone that was changed meanwhile, and with it all others', () => {
    writeFileSync(join(root, 'app/package-lock.json'), 'mine\n');
    expect(() => applyEdits(root, edits)).toThrow('changed while the remedy was made');
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe(before['package.json']);
  });

  it('follows no link and leaves the project by no name', () => {
    const outside = mkdtempSync(join(tmpdir(), 'maximus-outside-'));
    writeFileSync(join(outside, 'file'), 'x');
    symlinkSync(join(outside, 'file'), join(root, 'link'));
    symlinkSync(outside, join(root, 'folder'));
    for (const file of ['link', 'folder/file', '../x', '/etc/passwd', '.git/config', 'a//b']) {
      const edit = { file, beforeDigest: digest('x'), after: Buffer.from('y') };
      expect(() => applyEdits(root, [edit]), file).toThrow(/no plain file|no file of the project/);
    }
    expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('x');
    rmSync(outside, { recursive: true });
  });

  it('lets one run at a time, and does not undo one that is alive', () => {
    const second = () => applyEdits(root, edits, (at) => at === 'journalled' && applyEdits(root, edits));
    expect(second).toThrow('another run changes this project');
    mkdirSync(join(root, '.maximus-fix'));
    const journal = { pid: process.ppid, files: [] };
    writeFileSync(join(root, '.maximus-fix/journal.json'), JSON.stringify(journal));
    expect(() => recover(root)).toThrow(`the process ${process.ppid} changes this project`);
  });

  it('is taken for dead by no other run, however far it has come', () => {
    const refused: string[] = [];
    applyEdits(root, edits, (moment) => {
      if (moment === 'checked' || moment === 'committed') return;
      const code = `
        import { recover } from ${JSON.stringify(new URL('./recover.ts', import.meta.url).href)};
        recover(${JSON.stringify(root)});`;
      const other = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
      if (other.stderr.includes(`the process ${process.pid} changes this project`)) refused.push(moment);
    });
    expect(refused).toEqual(moments.filter((moment) => moment !== 'checked'));
    expect(tree()).toEqual({ app: 'folder', ...after });
  });

  it('does not put back what somebody changed after the kill', () => {
    const staging = join(root, '.maximus-fix');
    mkdirSync(staging);
    writeFileSync(join(staging, '0.before'), before['package.json']);
    const files = [
      { file: 'package.json', before: digest(before['package.json']), after: digest(after['package.json']) },
    ];
    writeFileSync(join(staging, 'journal.json'), JSON.stringify({ pid: 2 ** 22 + 1, files }));
    writeFileSync(join(root, 'package.json'), 'mine\n');
    expect(recover(root)).toEqual([]);
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe('mine\n');
  });

  it('refuses what is no journal', () => {
    mkdirSync(join(root, '.maximus-fix'));
    for (const text of ['{', '{"pid":1}', '{"pid":1,"files":[{"file":"a"}]}']) {
      writeFileSync(join(root, '.maximus-fix/journal.json'), text);
      expect(() => recover(root)).toThrow(/cannot be read|is damaged/);
    }
  });
});
