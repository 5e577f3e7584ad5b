import { waitUntil } from '@maximus/realtime/testing';

/** A plain WebSocket as a browser or a script opens it, with what it received. */
export class BrowserSocket {
  readonly socket: WebSocket;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every form
  readonly messages: any[] = [];
  closed: { code: number; reason: string } | undefined;

  constructor(url: string, options: { readonly protocols?: string[]; readonly headers?: Record<string, string> } = {}) {
    this.socket = new WebSocket(url, { protocols: options.protocols ?? [], headers: options.headers ?? {} } as never);
    this.socket.addEventListener('message', ({ data }) => this.messages.push(JSON.parse(String(data))));
    this.socket.addEventListener('close', ({ code, reason }) => {
      this.closed = { code, reason };
    });
    // A refused handshake shows as a close with 1006.
    this.socket.addEventListener('error', () => undefined);
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message that fits, once it is there. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every form
  async find(what: string, fits: (message: any) => boolean): Promise<any> {
    await waitUntil(what, () => this.messages.some(fits) || this.closed !== undefined);
    const found = this.messages.find(fits);
    if (found === undefined) throw new Error(`closed with ${this.closed?.code} before ${what}`);
    return found;
  }

  async closing(): Promise<number> {
    await waitUntil('it is closed', () => this.closed !== undefined);
    return this.closed?.code ?? 0;
  }

  end(): void {
    this.socket.close();
  }
}
