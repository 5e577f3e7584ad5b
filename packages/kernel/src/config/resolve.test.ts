import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { configFields } from './fields.ts';
import { resolveConfig } from './resolve.ts';

const Schema = z.strictObject({
  db: z.string().default('').describe('Folder.'),
  scan: z
    .strictObject({
      fail_on: z.enum(['low', 'high']).default('high').describe('Threshold.'),
      depth: z.number().int().default(3).describe('Levels.'),
      deep: z.boolean().default(false).describe('Whether.'),
      exclude: z.array(z.string()).default([]).describe('Globs.'),
    })
    .prefault({}),
});

function resolved(sources: Parameters<typeof resolveConfig>[1]) {
  const result = resolveConfig<z.infer<typeof Schema>>(Schema, sources);
  if (!result.ok) throw result.error[0];
  return result.value;
}

function faults(sources: Parameters<typeof resolveConfig>[1]) {
  const result = resolveConfig(Schema, sources);
  return result.ok ? [] : result.error;
}

describe('resolveConfig', () => {
  it('lets a flag win over a variable, a variable over the file, the file over the default', () => {
    const file = { name: 'maximus.yaml', content: { scan: { fail_on: 'low', depth: 1 } } };
    const environment = { MAXIMUS_SCAN_DEPTH: '2', MAXIMUS_SCAN_EXCLUDE: 'a, b,' };
    const { value, origin } = resolved({ file, environment, flags: { 'scan.depth': 9, db: undefined } });
    expect(value).toEqual({ db: '', scan: { fail_on: 'low', depth: 9, deep: false, exclude: ['a', 'b'] } });
    expect(origin.get('scan.fail_on')).toBe('maximus.yaml');
    expect(origin.get('scan.depth')).toBe('command line');
    expect(origin.get('scan.exclude')).toBe('MAXIMUS_SCAN_EXCLUDE');
  });

  it('refuses an unknown key and says which one was meant', () => {
    const [fault] = faults({ file: { name: 'maximus.yaml', content: { scan: { fail_onn: 'low' } } } });
    expect(fault?.code).toBe('kernel.config_unknown_key');
    expect(fault?.message).toContain('unknown key "scan.fail_onn"; did you mean "scan.fail_on"?');
    expect(fault?.details.file).toBe('maximus.yaml');
  });

  it('lists every fault, each with the source that it comes from', () => {
    const list = faults({
      file: { name: 'maximus.yaml', content: { scan: { fail_on: 'hi' } } },
      environment: { MAXIMUS_SCAN_DEPTH: 'x', MAXIMUS_SCAN_DEEP: 'yes' },
    });
    expect(list.map((fault) => fault.details.file)).toEqual([
      'maximus.yaml',
      'MAXIMUS_SCAN_DEPTH',
      'MAXIMUS_SCAN_DEEP',
    ]);
  });

  it.each([['text'], [['list']], [42]])('refuses a file that holds no map: %j', (content) => {
    expect(faults({ file: { name: 'f.yaml', content } })[0]?.code).toBe('kernel.config_invalid');
  });

  it('treats an empty file as no settings', () => {
    expect(resolved({ file: { name: 'f.yaml', content: null } }).value.scan.fail_on).toBe('high');
  });

  it('never writes to a prototype, whatever keys a file has', () => {
    const content = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"x": 1}}');
    expect(faults({ file: { name: 'f.yaml', content }, flags: { 'scan.depth': 1 } }).length).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('configFields', () => {
  it('names key, variable, type, default and meaning of each leaf', () => {
    expect(configFields(Schema).map(({ schema: _, ...field }) => field)).toEqual([
      { key: 'db', variable: 'MAXIMUS_DB', description: 'Folder.', type: 'text', fallback: '' },
      {
        key: 'scan.fail_on',
        variable: 'MAXIMUS_SCAN_FAIL_ON',
        description: 'Threshold.',
        type: 'low | high',
        fallback: 'high',
      },
      { key: 'scan.depth', variable: 'MAXIMUS_SCAN_DEPTH', description: 'Levels.', type: 'number', fallback: 3 },
      {
        key: 'scan.deep',
        variable: 'MAXIMUS_SCAN_DEEP',
        description: 'Whether.',
        type: 'true | false',
        fallback: false,
      },
      { key: 'scan.exclude', variable: 'MAXIMUS_SCAN_EXCLUDE', description: 'Globs.', type: 'list', fallback: [] },
    ]);
  });
});
