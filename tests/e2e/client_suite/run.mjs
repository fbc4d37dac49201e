// Runs the scenarios of one module with the published pusher-js, one after the other, against a server that the test
// controls. The only argument is a JSON object: { module, host, port, tls, key, endpoint }. Standard output has one JSON
// object per line: { ask, … } is a request to the test, whose response is a line of standard input; { passed } and
// { failed, error } name a scenario; { end } is the number of scenarios. PUSHER_JS names the folder of the package.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

import { reached } from './steps.mjs';

const Pusher = createRequire(import.meta.url)(process.env.PUSHER_JS);
const options = JSON.parse(process.argv[2]);
const { scenarios } = await import(options.module);

const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Asks the test to do something, for example to trigger an event. */
async function ask(what, fields = {}) {
  write({ ask: what, ...fields });
  return JSON.parse((await answers.next()).value);
}

let names = 0;

/** What a scenario works with. */
class Stage {
  clients = [];

  ask = ask;

  Pusher = Pusher;

  /** A channel name that no other scenario uses. */
  channel = (prefix = '') => `${prefix}scenario-${(names += 1)}`;

  /** The options of a client of `user` for the server. */
  options(user, others = {}) {
    const { host, port, tls, endpoint } = options;
    const asks = (path) => ({ endpoint: endpoint + path, transport: 'ajax', params: { user } });
    return {
      cluster: 'mt1',
      wsHost: host,
      wsPort: port,
      wssPort: port,
      httpHost: host,
      httpPort: port,
      httpsPort: port,
      forceTLS: tls,
      enabledTransports: ['ws'],
      enableStats: false,
      channelAuthorization: asks('/channel'),
      userAuthentication: asks('/user'),
      ...others,
    };
  }

  /** A client that is not connected yet. */
  client(user, others) {
    const client = new Pusher(options.key, this.options(user, others));
    this.clients.push(client);
    return client;
  }

  /** A connected client. */
  async connect(user, others) {
    const client = this.client(user, others);
    await reached(client, 'connected');
    return client;
  }

  end() {
    this.clients.forEach((client) => client.disconnect());
  }
}

async function run(name, scenario) {
  const stage = new Stage();
  try {
    await scenario(stage);
    write({ passed: name });
  } catch (error) {
    write({ failed: name, error: `${error?.stack ?? error}` });
  } finally {
    stage.end();
  }
}

const all = Object.entries(scenarios);
for (const [name, scenario] of all) {
  await run(name, scenario);
}
write({ end: all.length });
process.exit(0);
