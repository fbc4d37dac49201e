// The published server library of npm in a Node.js process. A command comes in and its outcome goes out, one JSON
// object per line each; the process ends with its standard input. The only argument is a JSON object:
//   { app_id, key, secret, port, master_key }
// The variable NPM_PUSHER names the folder of the package.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const Pusher = createRequire(import.meta.url)(process.env.NPM_PUSHER);
const { app_id, key, secret, port, master_key } = JSON.parse(process.argv[2]);
const pusher = new Pusher({
  appId: app_id,
  key,
  secret,
  host: '127.0.0.1',
  port: String(port),
  useTLS: false,
  encryptionMasterKeyBase64: master_key,
});

const commands = {
  trigger: ({ channels, event, data, exclude }) => pusher.trigger(channels, event, data, { socket_id: exclude }),
  batch: ({ events }) => pusher.triggerBatch(events),
  'send-to-user': ({ user, event, data }) => pusher.sendToUser(user, event, data),
  terminate: ({ user }) => pusher.terminateUserConnections(user),
  channels: ({ prefix, info }) => pusher.get({ path: '/channels', params: { filter_by_prefix: prefix, info } }),
  channel: ({ channel, info }) => pusher.get({ path: `/channels/${channel}`, params: { info } }),
  users: ({ channel }) => pusher.get({ path: `/channels/${channel}/users` }),
};

async function outcome(command) {
  try {
    return { response: await (await commands[command.do](command)).json() };
  } catch (error) {
    return { refusal: `${error.status ?? ''} ${error.body ?? error.message}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await outcome(JSON.parse(line)))}\n`);
}
process.exit(0);
