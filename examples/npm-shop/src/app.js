import express from 'express';
import { mergeLines, totalCents } from './basket.js';
import { customerOf } from './session.js';

/** The shop as an express application. */
export function createApp({ secret, load }) {
  const app = express();
  app.use(express.json());

  app.post('/basket', (request, response) => {
    const lines = mergeLines(request.body.lines);
    response.json({ lines, totalCents: totalCents(lines) });
  });

  app.get('/me', (request, response) => {
    const customer = customerOf(request.headers.authorization?.replace('Bearer ', '') ?? '', secret);
    if (customer === undefined) return response.status(401).json({ error: 'not signed in' });
    return response.json({ customer });
  });

  app.get('/health', async (_request, response) => response.json({ load: await load() }));
  return app;
}
