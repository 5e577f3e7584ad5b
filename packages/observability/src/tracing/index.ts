export {
  type OpenSpan,
  type Span,
  type SpanAttributes,
  type SpanOptions,
  type TraceHeaders,
  tracer,
} from './tracer.ts';
