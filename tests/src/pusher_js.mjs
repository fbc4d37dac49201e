// The published pusher-js in a Node.js process. Commands come in and what happens goes out, one JSON object
// a line; the process ends with its standard input. The only argument is a JSON object:
//   { port, key, endpoint?, user? }   endpoint: base URL of the authorization server, user: the name to log in with
// The variable PUSHER_JS names the folder of the package.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const Pusher = createRequire(import.meta.url)(process.env.PUSHER_JS);
const { port, key, endpoint, user } = JSON.parse(process.argv[2]);

const say = (kind, fields) => process.stdout.write(`${JSON.stringify({ kind, ...fields })}\n`);

// Some failures are Error objects, whose fields JSON would leave out.
const plain = (value) => (value instanceof Error ? { name: value.name, message: value.message } : value);

const asks = (path) => ({ endpoint: endpoint + path, transport: 'ajax', params: { user } });
const pusher = new Pusher(key, {
  cluster: '', // must be there, and is not used where the host is given
  wsHost: '127.0.0.1',
  wsPort: port,
  forceTLS: false,
  enabledTransports: ['ws'],
  enableStats: false,
  ...(endpoint && { channelAuthorization: asks('/channel'), userAuthentication: asks('/user') }),
});

pusher.connection.bind('connected', () => say('connected', { socket_id: pusher.connection.socket_id }));
pusher.connection.bind('disconnected', () => say('disconnected'));
pusher.connection.bind('error', (error) => say('error', { error: plain(error) }));
pusher.connection.bind('message', ({ event }) => event === 'pusher:signin_success' && say('signed-in'));
pusher.user.bind_global((event, data) => say('event', { event, data: plain(data) }));

function subscribe(name) {
  pusher.subscribe(name).bind_global((event, data, metadata) => {
    const joined = event === 'pusher:subscription_succeeded' && name.startsWith('presence-');
    const members = () => ({ count: data.count, me: data.myID, members: data.members });
    const user_id = metadata?.user_id;
    say('event', { channel: name, event, user_id, data: joined ? members() : plain(data) });
  });
}

const commands = {
  subscribe: ({ channel }) => subscribe(channel),
  unsubscribe: ({ channel }) => pusher.unsubscribe(channel),
  trigger: ({ channel, event, data }) => pusher.channel(channel).trigger(event, data),
  'sign-in': () => pusher.signin(),
  disconnect: () => pusher.disconnect(),
};
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.do](command);
  })
  .on('close', () => process.exit(0));
