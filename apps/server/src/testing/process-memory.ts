import { readFileSync, writeFileSync } from 'node:fs';

/** Most memory that a process has had in RAM since the last `forgetPeak`, in bytes; Linux only. */
export function peakMemory(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kibibytes === undefined) throw new Error(`the peak of ${pid} cannot be read`);
  return Number(kibibytes) * 1_024;
}

/** Begins the peak anew at what the process has now, and answers that. */
export function forgetPeak(pid: number): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return peakMemory(pid);
}
