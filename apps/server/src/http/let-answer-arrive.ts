import type { IncomingMessage } from 'node:http';

/** How long a client may go on sending what nobody reads, until it has read its answer; as usual web servers have it. */
const mostMs = 30_000;

/**
 * For the last answer of a connection whose request is still on its way: after it only our side is closed, and what comes is
 * thrown away until the body has ended, the client has closed, or the time is up. A connection that is closed with bytes
 * unread is reset, and a client that is sending then hears of that in the place of its answer (RFC 9112 §9.6).
 */
export function letAnswerArrive(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  const closeBoth = socket.destroySoon.bind(socket);
  // What Node calls once the answer is written.
  socket.destroySoon = () => {
    if (request.complete) return closeBoth();
    socket.end();
    const timer = setTimeout(() => socket.destroy(), mostMs);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
    request.once('end', closeBoth);
    request.once('error', closeBoth);
    request.resume();
  };
}
