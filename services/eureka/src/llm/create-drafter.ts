import { createHash } from 'node:crypto';
import { isAppError, newUuid } from '@maximus/kernel';
import type { CodeDrafter, DraftAnswer, DraftQuestion, ModelUse } from '@maximus/remediation';
import { type LlmCallEnd, llmCalls } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { maxOutputTokens, protocols } from './protocols.ts';

/** The way to the endpoint; whoever gives it resolves names, and refuses addresses that nobody allowed. */
export interface ModelAccess {
  /** Rejects where the endpoint cannot be reached in time. */
  readonly post: (request: {
    readonly url: string;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  }) => Promise<{ readonly status: number; readonly body: string }>;
  /** Empty where the endpoint needs none. */
  readonly key: string;
}

const strategy = 'code_patch';
const maxAnswer = 65_536;
/** From this share on a log line says that the month's budget nears its end. */
const warnAt = 0.8;
/** A token is hardly ever shorter than two bytes of source. */
const bytesPerToken = 2;

type Needs = Pick<Parts, 'clock' | 'config' | 'database' | 'log' | 'metrics'>;

/**
 * Asks the model of the settings within the budgets of a draft and of the month; `undefined` where none is set up. The most
 * that a question may cost is written down before it leaves, and stays so where nobody can say what it did cost. A question
 * that was answered before is not asked again.
 */
export function createDrafter(parts: Needs, access: ModelAccess | undefined): CodeDrafter | undefined {
  const { config, metrics } = parts;
  const { enabled, endpoint, model } = config.llm;
  if (!enabled || access === undefined) return undefined;
  if (endpoint === '' || model === '') {
    parts.log.warn('llm.enabled is set without llm.endpoint and llm.model: nobody is asked');
    return undefined;
  }
  return {
    model,
    ask: async (question) => {
      const { answer, status } = await ask(parts, access, question);
      metrics.llm_requests_total.inc({ status });
      return answer;
    },
  };
}

interface Asked {
  readonly answer: DraftAnswer;
  readonly status: 'answered' | 'failed' | 'refused' | 'remembered';
}

async function ask(parts: Needs, access: ModelAccess, question: DraftQuestion): Promise<Asked> {
  const { clock, config, database, log, metrics } = parts;
  const { endpoint, model, protocol: provider, max_usd_per_patch: perPatch, monthly_usd: monthly } = config.llm;
  const protocol = protocols[provider];
  const body = JSON.stringify(protocol.body(model, question));
  const promptDigest = createHash('sha256').update(`${provider}\n${endpoint}\n${body}`).digest();
  const known = await llmCalls.answered(database, promptDigest);
  if (known !== undefined) {
    const use = useOf(known.id, provider, model, known);
    return { answer: { state: 'answered', text: known.answer, use }, status: 'remembered' };
  }
  const inputTokens = Math.ceil(Buffer.byteLength(body) / bytesPerToken);
  const costUsd = costOf(parts, inputTokens, maxOutputTokens);
  if (costUsd > perPatch)
    return refused(`A draft may cost ${usd(costUsd)}, and llm.max_usd_per_patch is ${usd(perPatch)}.`);
  const id = newUuid(clock);
  const call = { id, atMs: clock.now(), provider, model, strategy, subject: question.subject, promptDigest };
  const reserved = await llmCalls.reserve(
    database,
    { ...call, inputTokens, outputTokens: maxOutputTokens, costUsd },
    monthly,
  );
  metrics.llm_budget_remaining_usd.set(Math.max(0, monthly - reserved.spentUsd));
  if (!reserved.isReserved)
    return refused(
      `This month ${usd(reserved.spentUsd)} of ${usd(monthly)} are spent or in hand, and a draft may cost ${usd(costUsd)}.`,
    );
  if (reserved.spentUsd + costUsd >= monthly * warnAt)
    log.warn(
      { spent_usd: reserved.spentUsd, monthly_usd: monthly },
      "the month's budget for language models nears its end",
    );
  const { end, answer: received } = await send(parts, access, body);
  await llmCalls.settle(database, id, end);
  const cost = { inputTokens, outputTokens: maxOutputTokens, costUsd, ...end };
  const answer: DraftAnswer =
    received.state === 'answered' ? { ...received, use: useOf(id, provider, model, cost) } : received;
  metrics.llm_cost_usd_total.inc(end.costUsd ?? costUsd);
  metrics.llm_tokens_total.inc({ type: 'input' }, end.inputTokens ?? 0);
  metrics.llm_tokens_total.inc({ type: 'output' }, end.outputTokens ?? 0);
  return { answer, status: end.outcome };
}

type Received =
  | Exclude<DraftAnswer, { readonly state: 'answered' }>
  | { readonly state: 'answered'; readonly text: string };

/** What a patch says of the question that it comes from; what nobody counted is what was reserved. */
function useOf(
  callId: string,
  provider: string,
  model: string,
  { inputTokens, outputTokens, costUsd }: Required<Pick<LlmCallEnd, 'inputTokens' | 'outputTokens' | 'costUsd'>>,
): ModelUse {
  return { callId, provider, model, prompt_tokens: inputTokens, completion_tokens: outputTokens, cost_usd: costUsd };
}

async function send(
  parts: Needs,
  { post, key }: ModelAccess,
  body: string,
): Promise<{ readonly end: LlmCallEnd; readonly answer: Received }> {
  const { endpoint, model, protocol: provider } = parts.config.llm;
  const protocol = protocols[provider];
  const failed = (sentence: string, costUsd?: number) => ({
    end: { outcome: 'failed' as const, ...(costUsd !== undefined && { costUsd }) },
    answer: { state: 'failed' as const, sentence },
  });
  let received: Awaited<ReturnType<ModelAccess['post']>>;
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...protocol.headers(key) };
    received = await post({ url: `${endpoint.replace(/\/+$/, '')}/${protocol.path}`, body, headers });
  } catch (error) {
    parts.log.warn({ err: error }, 'the language model did not answer');
    // What never left costs nothing; what left and came to no answer may.
    const isRefused = isAppError(error) && error.code.endsWith('.address_refused');
    return failed(
      `${model} did not answer: ${isAppError(error) ? error.message : 'the connection failed'}.`,
      isRefused ? 0 : undefined,
    );
  }
  if (received.status !== 200) return failed(`The endpoint of ${model} answered with status ${received.status}.`, 0);
  const read = protocol.read(jsonOf(received.body));
  if (read === undefined || read.text.length > maxAnswer)
    return failed(`The endpoint of ${model} answered with something that is no answer of its protocol.`);
  const { text, inputTokens, outputTokens } = read;
  const isCounted = inputTokens !== undefined && outputTokens !== undefined;
  const counts = isCounted ? { inputTokens, outputTokens, costUsd: costOf(parts, inputTokens, outputTokens) } : {};
  return {
    end: { outcome: 'answered', ...counts, answer: text.replaceAll('\0', '') },
    answer: { state: 'answered', text },
  };
}

function costOf({ config: { llm } }: Pick<Parts, 'config'>, inputTokens: number, outputTokens: number): number {
  return (inputTokens * llm.input_usd_per_million + outputTokens * llm.output_usd_per_million) / 1_000_000;
}

function refused(sentence: string): Asked {
  return { answer: { state: 'refused', sentence }, status: 'refused' };
}

function usd(value: number): string {
  return `${value.toFixed(2)} USD`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
