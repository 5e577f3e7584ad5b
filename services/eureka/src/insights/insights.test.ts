import { systemClock } from '@maximus/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractIocs, textsIn } from './iocs.ts';
import { definedPatterns, predefinedPatterns } from './patterns.ts';
import { playbookFor } from './playbook.ts';

const failures = (count: number, apartSeconds: number) =>
  Array.from({ length: count }, (_, nth) => ({
    timestamp: new Date(Date.parse('2026-11-30T10:00:00Z') + nth * apartSeconds * 1_000).toISOString(),
    source_ip: '192.0.2.7',
    message: 'login failed for root',
  }));
const names = (data: unknown) => predefinedPatterns(data).map(({ pattern_id }) => pattern_id);

describe('predefined patterns', () => {
  it('count failed log-ins within a minute, three for a sequence and more than five for brute force', () => {
    expect(names({ logs: failures(2, 1) })).toEqual([]);
    expect(names({ logs: failures(3, 10) })).toEqual(['sequential_login_failure']);
    expect(names({ logs: failures(6, 5) })).toEqual(['sequential_login_failure', 'brute_force_attempt']);
    expect(names({ logs: failures(6, 40) })).toEqual([]);
  });

  it('see a spike over three sigma, and a busy CPU', () => {
    expect(names({ requests: [10, 11, 9, 10, 12, 10, 90] })).toEqual(['anomaly_spike']);
    expect(names({ requests: [10, 11, 9, 10, 12, 10, 11] })).toEqual([]);
    expect(names({ requests: [10, 90] })).toEqual([]);
    expect(names({ hosts: [{ cpu: 95.5 }] })).toEqual(['high_cpu_anomaly']);
    expect(names({ hosts: [{ cpu: 90 }] })).toEqual([]);
  });

  it('say nothing of what they cannot read, and never throw', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (data) => void predefinedPatterns(data)),
      { numRuns: 100 },
    );
  });
});

describe('patterns of a caller', () => {
  it('find values over a threshold, sequences in a window, and deviations', () => {
    const data = { load: [1, 2, 9], events: failures(4, 10) };
    const statistical = definedPatterns(data, { type: 'statistical', metric: 'load', threshold: 5 });
    expect(statistical).toMatchObject([{ pattern_id: 'threshold_exceeded', value: 9 }]);
    const behavioral = { type: 'behavioral', metric: 'login', window_seconds: 20, count: 3 } as const;
    expect(definedPatterns(data, behavioral)).toMatchObject([{ value: 3, details: { source: '192.0.2.7' } }]);
    expect(definedPatterns(data, { ...behavioral, count: 4 })).toEqual([]);
    const series = { load: [5, 5, 6, 5, 6, 5, 8] };
    expect(definedPatterns(series, { type: 'anomaly', metric: 'load', threshold: 3 })).toHaveLength(1);
  });
});

describe('indicators of compromise', () => {
  it('are found once each, and versions and file names are none', () => {
    const text = textsIn({
      a: 'see http://evil.example.test/x.js from 198.51.100.4 and 2001:db8::1, not 1.2.3 or 999.1.1.1',
      b: ['sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709', 'cve-2031-12345 in index.js', 'evil.example.test'],
    });
    expect(extractIocs(text)).toEqual({
      ips: ['198.51.100.4', '2001:db8::1'],
      domains: ['evil.example.test'],
      hashes: { md5: [], sha1: ['da39a3ee5e6b4b0d3255bfef95601890afd80709'], sha256: [] },
      urls: ['http://evil.example.test/x.js'],
      cves: ['CVE-2031-12345'],
    });
  });

  it('take any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void extractIocs(text)),
      { numRuns: 100 },
    );
  });
});

describe('a playbook', () => {
  const insight = { type: 'brute_force_attempt', severity: 'high', description: 'd', related_data: {} } as const;

  it('has steps by severity and kind', () => {
    const actions = (more: object) =>
      playbookFor({ ...insight, ...more }, systemClock).steps.map(({ action }) => action);
    expect(actions({ severity: 'critical' })).toEqual([
      'isolate_affected_systems',
      'collect_forensics',
      'notify_security_team',
    ]);
    expect(actions({ type: 'zero_day' })).toEqual(['deploy_patch_if_available', 'monitor_for_exploitation']);
    expect(actions({})).toEqual(['investigate_further']);
  });

  it('is a CACAO 2.0 playbook whose workflow leads from start to end', () => {
    const { cacao, id } = playbookFor({ ...insight, severity: 'critical' }, systemClock);
    expect(id).toMatch(/^PB-/);
    expect(cacao).toMatchObject({ type: 'playbook', spec_version: 'cacao-2.0', severity: 100 });
    const workflow = cacao['workflow'] as Record<string, { type: string; on_completion?: string }>;
    const kinds: string[] = [];
    for (
      let at: string | undefined = String(cacao['workflow_start']);
      at !== undefined;
      at = workflow[at]?.on_completion
    )
      kinds.push(workflow[at]?.type ?? 'missing');
    expect(kinds).toEqual(['start', 'action', 'action', 'action', 'end']);
  });
});
