import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startTraceExport } from './exporter.ts';
import { tracer } from './tracer.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

describe('tracer', () => {
  it('passes a trace on without an exporter', () => {
    const out = tracer.span('work', {}, () => tracer.inject(), { parent: { traceparent } });
    expect(out).toEqual({ traceparent });
    expect(tracer.under({ traceparent }, () => tracer.current()?.traceId)).toBe(traceId);
  });

  it.each(['', 'x', '00-0-0-0', `ff-${traceId}-b7ad6b7169203331-01`, undefined])('ignores the header %j', (bad) => {
    expect(tracer.under({ traceparent: bad }, () => tracer.inject())).toEqual({});
  });

  it('passes on what the work gives back or throws', async () => {
    expect(tracer.span('sync', {}, () => 1)).toBe(1);
    await expect(tracer.span('async', {}, async () => 2)).resolves.toBe(2);
    expect(() =>
      tracer.span('sync', {}, () => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    await expect(tracer.span('async', {}, () => Promise.reject(new Error('late')))).rejects.toThrow('late');
  });

  it('costs nothing while nobody records: every span is the same idle one', () => {
    const open = tracer.open('one', {}, { parent: {} });
    expect(tracer.open('other', { a: 1 })).toBe(open);
    expect(open.traceId).toBeUndefined();
    expect(open.run(() => tracer.inject())).toEqual({});
    const promise = Promise.resolve(1);
    expect(tracer.span('same', {}, () => promise)).toBe(promise);
  });

  it('opens a span under a trace that came in, until it is ended', async () => {
    const open = tracer.open('request', {}, { kind: 'server', parent: { traceparent } });
    expect(open.traceId).toBe(traceId);
    const out = await open.run(async () => {
      await Promise.resolve();
      return tracer.inject();
    });
    expect(out).toEqual({ traceparent });
    expect(tracer.inject()).toEqual({});
    open.end();
  });

  it('sends spans with their parents, links and errors to a collector', async () => {
    const bodies: string[] = [];
    const collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString());
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    const exporting = await startTraceExport({
      url: `http://127.0.0.1:${port}/v1/traces`,
      ratio: 0,
      service: 'maximus',
      version: '1',
      environment: 'test',
    });
    const options = { kind: 'server', parent: { traceparent }, links: [{ traceparent }] } as const;
    await tracer.span(
      'GET /x',
      { 'http.request.method': 'GET', missing: undefined },
      async (span) => {
        span.rename('GET /x/{id}');
        span.set('http.response.status_code', 500);
        span.event('cache missed', { level: 'l1' });
        expect(tracer.inject()['traceparent']).toContain(traceId);
        await expect(tracer.span('inner', {}, () => Promise.reject(new Error('broken')))).rejects.toThrow();
      },
      options,
    );
    // A share of nothing keeps no trace of our own.
    tracer.span('unsampled root', {}, () => undefined, { parent: {} });
    const opened = tracer.open('opened', { a: 'b' }, { kind: 'server', parent: { traceparent } });
    opened.rename('opened and ended');
    expect(opened.traceId).toBe(traceId);
    opened.end();
    await exporting.stop();
    await new Promise((resolve) => collector.close(resolve));
    const sent = bodies.join('');
    expect(sent).toContain('GET /x/{id}');
    expect(sent).toContain('inner');
    expect(sent).toContain(traceId);
    expect(sent).toContain('broken');
    expect(sent).toContain('opened and ended');
    expect(sent).not.toContain('unsampled root');
  });
});
