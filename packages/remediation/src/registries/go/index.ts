export { createGoProxy, type GoProxyOptions, goProxies } from './go-proxy.ts';
