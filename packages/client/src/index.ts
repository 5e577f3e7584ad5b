/**
 * What the page and other programs talk to a Maximus server through: one typed method per endpoint of `contracts`, and one
 * live connection for any number of readers. Runs in browsers and in Node; knows neither React nor any entity. Read
 * rest/api.ts and live/live-client.ts first.
 */
export * from './live/index.ts';
export * from './rest/index.ts';
