/** What a page tells of its surroundings; in Node there is nothing to tell. */
export interface Environment {
  /** Calls when it is worth trying at once: online again, or visible again. Returns how to stop. */
  onWake(listener: () => void): () => void;
}

interface EventSource {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
  readonly visibilityState?: string;
}

/** The page's window and document, where there are any. */
export const pageEnvironment: Environment = {
  onWake: (listener) => {
    const window = globalThis as EventSource;
    const { document } = globalThis as { document?: EventSource };
    // Node's global object has no listeners of its own.
    if (document === undefined) return () => undefined;
    const visible = () => {
      if (document.visibilityState === 'visible') listener();
    };
    window.addEventListener?.('online', listener);
    window.addEventListener?.('pageshow', listener);
    document.addEventListener?.('visibilitychange', visible);
    return () => {
      window.removeEventListener?.('online', listener);
      window.removeEventListener?.('pageshow', listener);
      document.removeEventListener?.('visibilitychange', visible);
    };
  },
};
