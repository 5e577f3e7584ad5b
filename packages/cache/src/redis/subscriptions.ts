import type { Logger } from '@maximus/observability';
import type { Line, Lines } from './lines.ts';
import type { Listeners } from './listeners.ts';

const firstRetryMs = 250;
const lastRetryMs = 10_000;

/** Keeps the servers' subscriptions equal to what this process listens to, through failovers and moved slots. */
export interface Subscriptions {
  /** Brings servers and listeners together; `false` when something is still missing, which is tried again by itself. */
  settle(): Promise<boolean>;
  /** Messages were lost on every channel: their listeners are told once their subscription stands. */
  markGap(): void;
  close(): void;
}

interface OpenedLine {
  readonly line: Line;
  readonly channels: Set<string>;
}

/** What `keepSubscriptions` needs. Channels carry their prefix here. */
export interface SubscriptionNeeds {
  readonly lines: Lines;
  readonly listeners: Listeners;
  readonly logger: Logger;
  deliver(channel: string, text: string): void;
}

/** Nothing is opened before the first channel is wanted. */
export function keepSubscriptions({ lines, listeners, logger, deliver }: SubscriptionNeeds): Subscriptions {
  const opened = new Map<string, OpenedLine>();
  /** Which line has confirmed a channel. */
  const lineOf = new Map<string, string>();
  const gaps = new Set<string>();
  let closed = false;
  let retries = 0;
  let timer: NodeJS.Timeout | undefined;
  let settling: Promise<boolean> | undefined;
  let settleAgain = false;

  const lose = (name: string): void => {
    for (const [channel, line] of lineOf) {
      if (line !== name) continue;
      lineOf.delete(channel);
      gaps.add(channel);
    }
    opened.get(name)?.channels.clear();
  };
  const open = async (name: string): Promise<OpenedLine> => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const line = await lines.open(name, {
      message: deliver,
      moved: () => {
        lose(name);
        void lines.refresh().then(settle, settle);
      },
      ended: () => {
        lose(name);
        opened.delete(name);
        if (!closed) void settle();
      },
    });
    const own = { line, channels: new Set<string>() };
    opened.set(name, own);
    if (closed) line.close();
    return own;
  };
  const join = async (channel: string, name: string): Promise<boolean> => {
    try {
      const { line, channels } = await open(name);
      await line.subscribe(channel);
      if (opened.get(name)?.line !== line) return false;
      channels.add(channel);
      lineOf.set(channel, name);
      return true;
    } catch (err) {
      gaps.add(channel);
      logger.debug({ err, channel }, 'a subscription could not be made yet');
      return false;
    }
  };
  const leave = async (name: string, channel: string): Promise<void> => {
    const { line, channels } = opened.get(name) ?? {};
    channels?.delete(channel);
    if (lineOf.get(channel) === name) lineOf.delete(channel);
    // A line that cannot take leave of a channel is about to end anyway.
    await line?.unsubscribe(channel).catch((err: unknown) => logger.debug({ err, channel }, 'a channel was not left'));
  };
  const pass = async (): Promise<boolean> => {
    const missing: Promise<boolean>[] = [];
    // One line is opened at a time: channels of the same line must share it.
    for (const channel of [...listeners.channels()]) {
      const target = lines.of(channel);
      if (target !== undefined && lineOf.get(channel) === target) continue;
      if (target === undefined) missing.push(Promise.resolve(false));
      else if (opened.has(target)) missing.push(join(channel, target));
      else missing.push(Promise.resolve(await join(channel, target)));
    }
    const whole = (await Promise.all(missing)).every(Boolean);
    for (const [name, { line, channels }] of [...opened]) {
      const stale = [...channels].filter((channel) => !listeners.has(channel) || lineOf.get(channel) !== name);
      await Promise.all(stale.map((channel) => leave(name, channel)));
      if (channels.size === 0) {
        opened.delete(name);
        line.close();
      }
    }
    for (const channel of [...gaps]) {
      if (!listeners.has(channel)) gaps.delete(channel);
      else if (lineOf.has(channel) && gaps.delete(channel)) listeners.tellGap(channel);
    }
    return whole;
  };
  const settle = (): Promise<boolean> => {
    settleAgain = true;
    settling ??= (async () => {
      let whole = true;
      while (settleAgain && !closed) {
        settleAgain = false;
        whole = await pass();
      }
      settling = undefined;
      clearTimeout(timer);
      if (whole || closed) {
        retries = 0;
        return whole;
      }
      const waitMs = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(retries, 10));
      retries += 1;
      timer = setTimeout(() => void lines.refresh().then(settle, settle), waitMs);
      timer.unref();
      return false;
    })();
    return settling;
  };
  return {
    settle,
    markGap() {
      for (const channel of listeners.channels()) gaps.add(channel);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const { line } of opened.values()) line.close();
      opened.clear();
    },
  };
}
