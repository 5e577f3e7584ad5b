import fastify from 'fastify';

/** The framework with nothing on it: the floor that the whole stack is measured against. */
export async function openBare(
  answers: Readonly<Record<string, unknown>>,
): Promise<{ url: string; close(): Promise<void> }> {
  const app = fastify({ logger: false });
  for (const [path, answer] of Object.entries(answers)) app.get(path, async () => answer);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}
