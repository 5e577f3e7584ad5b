/**
 * For tests and measurements: the HTTP side on a free port with routes of their own, the bare framework beside it, and a
 * whole server in this process with readers of its live channels. Nothing here runs in the product.
 */

export {
  allowAutoApproval,
  type ExampleServer,
  type Followed,
  followLoop,
  type LoopTimes,
  loopProject,
  startExampleServer,
} from './example-loop.ts';
export { LiveReader } from './live-reader.ts';
export { haveMany, indexMany, manyProject } from './many-apvs.ts';
export { type AppUnderTest, admin, authenticateAs, type OpenApp, openApp, sampleEndpoint } from './open-app.ts';
export { openBare } from './open-bare.ts';
export { type EmbeddedServer, openEmbedded } from './open-embedded.ts';
export { closedFolder, type ServerUnderTest, startServerProcess, stopServer } from './run-server.ts';
export { type SignedIn, signInFirst, signInInvited } from './sign-in.ts';
export { until } from './until.ts';
