/** Stand-ins and suites for those who build on live channels: hubs, readers without sockets, the contract of a broker. */
export { describesBroker, type OpenBrokers } from './broker-contract.ts';
export { draft, openHub } from './hubs.ts';
export { TestReader, viewer } from './readers.ts';
export { startSocketServer, type TestSocketServer, testToken } from './socket-server.ts';
export { waitUntil } from './wait-until.ts';
export { WireClient } from './wire-client.ts';
