import {
  type Attributes,
  type Context,
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  type Link,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

/** Attributes of a span: OpenTelemetry's names where it has one, ours otherwise. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Headers that carry a trace: `traceparent` and `tracestate` (W3C Trace Context). */
export type TraceHeaders = Readonly<Record<string, unknown>>;

/** The span in hand. */
export interface Span {
  set(name: string, value: string | number | boolean): void;
  event(name: string, attributes?: SpanAttributes): void;
  /** Renames it, once its route is known. */
  rename(name: string): void;
}

/** Where a span hangs. */
export interface SpanOptions {
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Headers that the work came with; the span becomes their child, and without a trace in them a root. */
  readonly parent?: TraceHeaders;
  /** Headers of each message of a batch: linked, since a span has one parent only. */
  readonly links?: readonly TraceHeaders[];
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

const propagator = new W3CTraceContextPropagator();
// Carried also without an exporter: a trace that comes in goes out again. One that is registered already stays.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

function contextOf(headers: TraceHeaders): Context {
  return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
}

function linksOf(all: readonly TraceHeaders[]): Link[] {
  return all.flatMap((headers) => {
    const linked = trace.getSpanContext(contextOf(headers));
    return linked === undefined ? [] : [{ context: linked }];
  });
}

function known(attributes: SpanAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as Attributes;
}

function handleOf(span: OtelSpan): Span {
  return {
    set: (name, value) => void span.setAttribute(name, value),
    event: (name, attributes = {}) => void span.addEvent(name, known(attributes)),
    rename: (name) => void span.updateName(name),
  };
}

function failed(span: OtelSpan, error: unknown): void {
  span.recordException(error instanceof Error ? error : String(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/**
 * Spans for HTTP, jobs and events. Without a tracing set-up a span costs next to nothing and records nothing, but a
 * trace that came in by `parent` still goes out by `inject`.
 */
export const tracer = {
  /** Runs work in a span that ends with it; a thrown error marks the span and goes on. */
  span<T>(name: string, attributes: SpanAttributes, work: (span: Span) => T, options: SpanOptions = {}): T {
    const parent = options.parent === undefined ? context.active() : contextOf(options.parent);
    const span = trace.getTracer('maximus').startSpan(
      name,
      {
        kind: kinds[options.kind ?? 'internal'],
        attributes: known(attributes),
        ...(options.links === undefined ? {} : { links: linksOf(options.links) }),
      },
      parent,
    );
    return context.with(trace.setSpan(parent, span), () => endWith(span, () => work(handleOf(span))));
  },
  /** The running trace as headers for what goes out; empty when there is none. */
  inject(): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {};
    propagator.inject(context.active(), headers, defaultTextMapSetter);
    return headers;
  },
  /** Runs work under the trace that headers carry, without a span of its own. */
  under<T>(headers: TraceHeaders, work: () => T): T {
    return context.with(contextOf(headers), work);
  },
  /** Ids of the running trace, as log lines show them. */
  current(): { readonly traceId: string; readonly spanId: string } | undefined {
    const active = trace.getSpanContext(context.active());
    return active === undefined || !trace.isSpanContextValid(active)
      ? undefined
      : { traceId: active.traceId, spanId: active.spanId };
  },
} as const;

function endWith<T>(span: OtelSpan, work: () => T): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    failed(span, error);
    span.end();
    throw error;
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  return result
    .catch((error: unknown) => {
      failed(span, error);
      throw error;
    })
    .finally(() => span.end()) as T;
}
