/**
 * The program that runs inside a sandbox with a way out, where only its own loopback exists: it opens a port there that leads to
 * the proxy's Unix socket, and one port for each allowed loopback registry, then runs the command it was given and takes over
 * its exit code. Arguments: proxy socket, port of the proxy, comma-separated loopback ports, then `--` and the command. Held as
 * text, so that a program which is bundled into one file still has it.
 */
export const forwarderSource: string = String.raw`
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

const [socketPath, proxyPort, loopbackPorts, , ...command] = process.argv.slice(2);

function join(a, b) {
  a.on('error', () => b.destroy());
  b.on('error', () => a.destroy());
  a.pipe(b);
  b.pipe(a);
}

function listen(port, onConnection) {
  return new Promise((done, failed) => {
    const server = createServer(onConnection);
    server.once('error', failed);
    server.listen(Number(port), '127.0.0.1', done);
  });
}

function throughTunnel(port) {
  return (client) => {
    const proxy = connect(socketPath);
    client.on('error', () => proxy.destroy());
    proxy.on('error', () => client.destroy());
    // A registry that cannot be reached ends the tunnel before it is open; who waits for it must be told. One that has said
    // all may be gone before the last of it is read here.
    proxy.on('close', () => (proxy.readableEnded ? client.end() : client.destroy()));
    client.on('close', () => proxy.destroy());
    const address = '127.0.0.1:' + port;
    proxy.write('CONNECT ' + address + ' HTTP/1.1\r\nhost: ' + address + '\r\n\r\n');
    let head = Buffer.alloc(0);
    const onHead = (chunk) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      proxy.off('data', onHead);
      if (!head.subarray(0, end).includes(' 200 ')) {
        client.destroy();
        return;
      }
      const rest = head.subarray(end + 4);
      if (rest.length > 0) client.write(rest);
      join(client, proxy);
    };
    proxy.on('data', onHead);
  };
}

try {
  await listen(proxyPort, (client) => join(client, connect(socketPath)));
  for (const port of (loopbackPorts ?? '').split(',').filter((each) => each !== ''))
    await listen(port, throughTunnel(port));
} catch (error) {
  process.stderr.write('maximus-forwarder: ' + error.message + '\n');
  process.exit(125);
}

const [program, ...args] = command;
const child = spawn(program ?? '', args, { stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  process.stderr.write(program + ': ' + error.message + '\n');
  process.exit(127);
});
child.once('close', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + 15));
`;
