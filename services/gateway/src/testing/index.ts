/** A balancer before several servers, for tests that take one of them away. Nothing here runs in the product. */
export { balance } from './node-cluster.ts';
