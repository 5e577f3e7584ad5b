import { describe, expect, it } from 'vitest';
import { correlation } from '../correlation.ts';
import { tracer } from '../tracing/tracer.ts';
import { createLogger } from './create-logger.ts';

function opened() {
  const lines: Record<string, unknown>[] = [];
  const root = createLogger({
    service: 'maximus',
    environment: 'test',
    level: 'info',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  return { ...root, lines };
}

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a logger', () => {
  it('writes one JSON object with the fields of the specification', () => {
    const { logger, lines } = opened();
    const http = logger.child({ logger: 'http', route: '/x' });
    correlation.run({ correlationId: 'chain-1', causationId: 'evt_1', requestId: 'req-1' }, () =>
      tracer.under({ traceparent }, () => http.warn({ err: new Error('broken'), password: 'hunter2' }, 'it broke')),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'warn',
      service: 'maximus',
      environment: 'test',
      logger: 'http',
      msg: 'it broke',
      correlation_id: 'chain-1',
      causation_id: 'evt_1',
      request_id: 'req-1',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      fields: { route: '/x', password: '***' },
      err: { type: 'Error', message: 'broken' },
    });
    expect(lines[0]?.['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('takes a text alone, and wraps what was thrown without being an error', () => {
    const { logger, lines } = opened();
    logger.info('ready');
    logger.error({ err: 'plain' }, 'odd');
    expect(lines.map(({ msg }) => msg)).toEqual(['ready', 'odd']);
    expect(lines[0]).not.toHaveProperty('fields');
    expect(lines[1]?.['err']).toMatchObject({ message: 'plain' });
  });

  it('changes levels while it runs: the nearest name that was set decides', () => {
    const { logger, levels, lines } = opened();
    const kafka = logger.child({ logger: 'bus.kafka' });
    const other = logger.child({ logger: 'http' });
    kafka.debug('hidden');
    levels.set('debug', 'bus');
    kafka.debug('shown');
    other.debug('hidden');
    levels.set('silent', 'bus.kafka');
    kafka.error('hidden');
    levels.set('trace');
    other.trace('shown too');
    expect(lines.map(({ msg }) => msg)).toEqual(['shown', 'shown too']);
    expect(Object.fromEntries(levels.current())).toEqual({ '': 'trace', bus: 'debug', 'bus.kafka': 'silent' });
  });
});
