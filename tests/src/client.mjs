// Controls pusher-js by commands, in Node.js and in a page.

// Some failures are Error objects, whose fields JSON would leave out.
const plain = (value) => (value instanceof Error ? { name: value.name, message: value.message } : value);

/**
 * Connects, and passes each event to `write`, as one line of JSON. Returns a function for commands. The options:
 *   { port, key, endpoint?, user? }   endpoint: base URL of the authorization server, user: the name to log in with
 */
export function connect(Pusher, { port, key, endpoint, user }, write) {
  const say = (kind, fields) => write(JSON.stringify({ kind, ...fields }));

  const asks = (path) => ({ endpoint: endpoint + path, transport: 'ajax', params: { user } });
  const pusher = new Pusher(key, {
    cluster: '', // required, but not used if there is a host
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
  pusher.user.watchlist.bind_global((event, data) => say('event', { event, data }));

  function subscribe(name) {
    const channel = pusher.subscribe(name);
    // Only callbacks for a single event receive the sender.
    const { emit } = channel;
    let metadata;
    channel.emit = (...event) => {
      metadata = event[2];
      return emit.apply(channel, event);
    };
    channel.bind_global((event, data) => {
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
  return (command) => commands[command.do](command);
}
