import { describe, expect, it } from 'vitest';
import { countClusterNodes, infoNumber, readInfo } from './info-text.ts';

describe('what Redis says of itself', () => {
  it('reads fields and skips headings', () => {
    const fields = readInfo('# Server\r\nredis_version:7.0.15\r\nempty:\r\n\r\nused_memory:12');
    expect(fields.get('redis_version')).toBe('7.0.15');
    expect(infoNumber(fields, 'used_memory')).toBe(12);
    expect(infoNumber(fields, 'redis_version')).toBe(0);
    expect(infoNumber(fields, 'none')).toBe(0);
  });

  it('counts masters and replicas that are alive', () => {
    const text = [
      'id1 127.0.0.1:1@2 myself,master - 0 1 1 connected 0-100',
      'id2 127.0.0.1:3@4 slave id1 0 1 1 connected',
      'id3 127.0.0.1:5@6 master,fail - 0 1 1 disconnected',
      'id4 127.0.0.1:7@8 master,fail? - 0 1 1 connected',
      '',
    ].join('\n');
    expect(countClusterNodes(text)).toEqual({ nodes: 4, masters: 2, replicas: 1 });
  });
});
