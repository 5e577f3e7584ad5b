import { spawn } from 'node:child_process';
import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import type { Backend } from './registry.ts';

const timeoutMs = 300_000;
const maxBytes = 256 * 1024 * 1024;
const maxErrorText = 2_000;

/** What bounds one run. */
export interface BackendRun {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Runs one scanner and gives what it wrote; fails with `cli.backend_failed` where it is absent, too slow, too loud or broken. */
export function runBackend(backend: Backend, run: BackendRun): Promise<Result<string>> {
  return new Promise((resolve) => {
    const fault = (what: string): { ok: false; error: AppError } =>
      fail(errors.backend_failed(`${backend.id}: ${what}`));
    const child = spawn(backend.command, backend.args, {
      cwd: run.folder,
      env: { ...run.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.any([run.signal, AbortSignal.timeout(timeoutMs)]),
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else child.kill();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < maxErrorText) complaint += chunk.toString();
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(fault(`${backend.command} is not on PATH`));
      else if (run.signal.aborted) resolve(fault('it was stopped'));
      else if (error.name === 'AbortError') resolve(fault(`no answer within ${timeoutMs / 1000} s`));
      else resolve(fault(error.message));
    });
    child.on('close', (code) => {
      if (bytes > maxBytes) resolve(fault(`wrote more than ${maxBytes / 1024 / 1024} MiB`));
      else if (code === null || !backend.completed.includes(code)) {
        resolve(fault(`exit ${code ?? 'by signal'}: ${complaint.trim().split('\n')[0] ?? ''}`));
      } else resolve(ok(Buffer.concat(chunks).toString('utf8')));
    });
  });
}
