import { currentLoad } from 'systeminformation';
import ws from 'ws';
import { createApp } from './app.js';
import { readOptions } from './options.js';

const options = readOptions(process.argv.slice(2));
const app = createApp({ secret: options.secret, load: async () => (await currentLoad()).currentLoad });
const server = app.listen(options.port, () => console.log(`shop on port ${options.port}`));
const sockets = new ws.Server({ server });
sockets.on('connection', (socket) => socket.send(JSON.stringify({ stock: 12 })));
