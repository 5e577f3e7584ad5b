import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDestination } from './destination.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('openDestination', () => {
  it('writes lines to the descriptor and to the file', async () => {
    const main = join(folder, 'main');
    const fd = openSync(main, 'w');
    const { stream, close } = await openDestination({ format: 'json', fd, file: join(folder, 'logs', 'server.log') });
    stream.write('{"msg":"one"}\n');
    await close();
    closeSync(fd);
    const [file = ''] = readdirSync(join(folder, 'logs'));
    expect(readFileSync(main, 'utf8')).toBe('{"msg":"one"}\n');
    expect(readFileSync(join(folder, 'logs', file), 'utf8')).toBe('{"msg":"one"}\n');
  });

  it('keeps five files of 10 MB', async () => {
    const fd = openSync('/dev/null', 'w');
    const { stream, close } = await openDestination({ format: 'json', fd, file: join(folder, 'server.log') });
    const line = `${'x'.repeat(1024 ** 2 - 1)}\n`;
    const seen = new Map<string, number>();
    const written = () => {
      for (const name of readdirSync(folder)) seen.set(name, statSync(join(folder, name)).size);
      return [...seen.values()].reduce((total, size) => total + size, 0);
    };
    for (let count = 1; count <= 75; count += 1) {
      stream.write(line);
      // The file is switched between writes: what was written must be on the disk first.
      while (written() < count * line.length) await new Promise((resolve) => setImmediate(resolve));
    }
    await close();
    closeSync(fd);
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(sizes.length).toBeLessThanOrEqual(5);
    expect(Math.max(...sizes)).toBeLessThan(16 * 1024 ** 2);
  });

  it('names the error of a file that cannot be written', async () => {
    writeFileSync(join(folder, 'plain'), '');
    await expect(openDestination({ format: 'json', file: join(folder, 'plain', 'x.log') })).rejects.toMatchObject({
      code: 'observability.log_file',
    });
  });

  it('writes for a person on a terminal', async () => {
    const main = join(folder, 'main');
    const fd = openSync(main, 'w');
    const { stream } = await openDestination({ format: 'pretty', fd });
    stream.write('{"level":"warn","timestamp":"2026-01-01T00:00:00.000Z","logger":"bus","msg":"away"}\n');
    closeSync(fd);
    expect(readFileSync(main, 'utf8')).toContain('[bus] away');
  });
});
