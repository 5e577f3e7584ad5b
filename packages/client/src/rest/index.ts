export { type Api, type ApiOptions, type CallOptions, createApi, type EndpointId } from './api.ts';
export type { AnswerOf, ApiAnswer, ApiFailure, CallInput } from './call.ts';
