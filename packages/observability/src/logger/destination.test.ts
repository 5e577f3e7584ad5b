import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDestination } from './destination.ts';
import { openRotatingFile } from './rotating-file.ts';

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
    close();
    closeSync(fd);
    const [file = ''] = readdirSync(join(folder, 'logs'));
    expect(readFileSync(main, 'utf8')).toBe('{"msg":"one"}\n');
    expect(readFileSync(join(folder, 'logs', file), 'utf8')).toBe('{"msg":"one"}\n');
  });

  it('keeps five files of 10 MB and goes on with what an earlier run wrote', () => {
    const path = join(folder, 'server.log');
    const line = `${'x'.repeat(99_999)}\n`;
    for (let run = 0; run < 3; run += 1) {
      const file = openRotatingFile(path);
      for (let count = 0; count < 250; count += 1) file.write(line);
      file.close();
    }
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(readdirSync(folder)).toEqual(['server.log', 'server.log.1', 'server.log.2', 'server.log.3', 'server.log.4']);
    expect(sizes.slice(1)).toEqual([10_000_000, 10_000_000, 10_000_000, 10_000_000]);
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
