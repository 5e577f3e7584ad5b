/**
 * The estate server: the composition root of every role, one program. Nothing imports it but the tools that write its
 * reference pages and measure it; the program itself is main.ts. Read modules.ts first.
 */
export { ServerConfig } from './config/schema.ts';
export { type App, type AppOptions, createApp } from './http/create-app.ts';
