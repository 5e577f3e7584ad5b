import { cpus, release, totalmem } from 'node:os';

/** The machine in one line, for the head of a result. */
export function machine(): string {
  const [first] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${first?.model ?? 'unknown processor'}, ${cpus().length} cores, ${gib} GiB, Linux ${release()}, Node ${process.version}`;
}
