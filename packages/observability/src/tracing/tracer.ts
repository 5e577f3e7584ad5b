import {
  type Attributes,
  type Context,
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  type Link,
  type Span as OtelSpan,
  ProxyTracerProvider,
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

/** A span that lasts until it is told to end: for work that ends with an event and not with a promise. */
export interface OpenSpan extends Span {
  /** The trace that it belongs to, its own or one that came in; `undefined` where there is none. */
  readonly traceId: string | undefined;
  /** Runs work under it. */
  run<T>(work: () => T): T;
  end(): void;
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

/** What the API holds while nobody records. */
const nobody = new ProxyTracerProvider().getDelegate();
const nothing = (): void => undefined;
const idleSpan: OpenSpan = {
  traceId: undefined,
  set: nothing,
  event: nothing,
  rename: nothing,
  run: (work) => work(),
  end: nothing,
};
const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

/** Whether a span would neither be recorded nor carry a trace on: then it may cost nothing. */
function isIdle({ parent }: SpanOptions): boolean {
  const provider = trace.getTracerProvider();
  if (!(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== nobody) return false;
  return parent?.['traceparent'] === undefined && trace.getSpan(context.active()) === undefined;
}

function begin(name: string, attributes: SpanAttributes, options: SpanOptions) {
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
  return { span, within: trace.setSpan(parent, span) };
}

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
    if (isIdle(options)) return work(idleSpan);
    const { span, within } = begin(name, attributes, options);
    return context.with(within, () => endWith(span, () => work(handleOf(span))));
  },
  /** Opens a span that its holder ends. */
  open(name: string, attributes: SpanAttributes, options: SpanOptions = {}): OpenSpan {
    if (isIdle(options)) return idleSpan;
    const { span, within } = begin(name, attributes, options);
    const ids = span.spanContext();
    return {
      ...handleOf(span),
      traceId: trace.isSpanContextValid(ids) ? ids.traceId : undefined,
      run: (work) => context.with(within, work),
      end: () => span.end(),
    };
  },
  /** The running trace as headers for what goes out; empty when there is none. */
  inject(): Readonly<Record<string, string>> {
    if (trace.getSpan(context.active()) === undefined) return noHeaders;
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
