// Connecting: the cluster, the time limits of an idle connection, and which transports a client uses.
import assert from 'node:assert/strict';

import { Clock, next, reached, settled, subscribed } from './steps.mjs';

/** The names of the events that a client sends from now on. */
function sent(client) {
  const events = [];
  const { connection } = client.connection;
  const { send } = connection;
  connection.send = (data) => {
    events.push(JSON.parse(data).event);
    return send.call(connection, data);
  };
  return events;
}

/** A connected client whose timers elapse by the clock that comes with it. */
async function idle(stage, options) {
  const client = await stage.connect('ada', options);
  const clock = new Clock();
  try {
    // Its timers are set anew by every message.
    await clock.during(settled(client));
  } catch (error) {
    clock.restore();
    throw error;
  }
  return { client, clock };
}

/** Asserts after how much silence a client sends a ping. */
async function pingsAfter(stage, options, silence) {
  const { client, clock } = await idle(stage, options);
  try {
    const events = sent(client);
    clock.tick(silence - 1);
    assert.deepEqual(events, []);
    clock.tick(1);
    assert.deepEqual(events, ['pusher:ping']);
  } finally {
    clock.restore();
  }
}

/** Asserts how long a client waits for the response to its ping, and that it connects again then. */
async function waitsForPong(stage, options, pause) {
  const { client, clock } = await idle(stage, options);
  const id = client.connection.socket_id;
  try {
    await stage.ask('lose-everything');
    clock.tick(120_000);
    clock.tick(pause - 1);
    assert.equal(client.connection.state, 'connected');
    clock.tick(1);
    clock.tick(0);
    assert.equal(client.connection.state, 'connecting');
  } finally {
    clock.restore();
    await stage.ask('lose-nothing');
  }
  await reached(client, 'connected');
  assert.notEqual(client.connection.socket_id, id);
}

/** Asserts after how long a client whose server does not respond is `unavailable`. */
async function unavailableAfter(stage, options, pause) {
  const port = await stage.ask('silent-port');
  const clock = new Clock();
  try {
    const client = stage.client('ada', { ...options, wsPort: port, wssPort: port });
    assert.equal(client.connection.state, 'connecting');
    clock.tick(pause - 1);
    assert.equal(client.connection.state, 'connecting');
    clock.tick(1);
    assert.equal(client.connection.state, 'unavailable');
    client.disconnect();
  } finally {
    clock.restore();
  }
}

/** The transports that a client with these options opens at first. */
function opened(stage, options) {
  const transports = stage.Pusher.Runtime.Transports;
  const names = [];
  const real = Object.entries(transports).map(([name, transport]) => [transport, transport.createConnection, name]);
  for (const [transport, create, name] of real) {
    transport.createConnection = function createConnection(...args) {
      names.push(name);
      return create.apply(this, args);
    };
  }
  try {
    const client = stage.client('ada', options);
    const { state } = client.connection;
    client.disconnect();
    return { names, state };
  } finally {
    for (const [transport, create] of real) transport.createConnection = create;
  }
}

export const scenarios = {
  async 'a client of a cluster with its own authorization endpoint receives events'(stage) {
    const client = await stage.connect('ada', { cluster: 'eu' });
    assert.equal(client.connection.state, 'connected');
    const name = stage.channel('private-');
    const event = next(await subscribed(client, name), 'greeting');
    await stage.ask('trigger', { channel: name, event: 'greeting', data: { x: 1, y: 'z' } });
    assert.deepEqual(await event, { x: 1, y: 'z' });
  },

  // The server's handshake says 120 seconds.
  'the activity timeout of the handshake, if it is the lower one': (stage) =>
    pingsAfter(stage, { activityTimeout: 160_000, pongTimeout: 2222 }, 120_000),
  'the activity timeout of the client, if it is the lower one': (stage) =>
    pingsAfter(stage, { activityTimeout: 15_555, pongTimeout: 2222 }, 15_555),
  'the response to a ping has 30 seconds': (stage) => waitsForPong(stage, {}, 30_000),
  'the response to a ping has the time that the client gives it': (stage) =>
    waitsForPong(stage, { pongTimeout: 2222 }, 2222),
  'without a response the connection is unavailable after ten seconds': (stage) =>
    unavailableAfter(stage, {}, 10_000),
  'without a response the connection is unavailable after the time that the client gives it': (stage) =>
    unavailableAfter(stage, { unavailableTimeout: 2345 }, 2345),

  async 'after each broken connection a client waits for a second and connects again'(stage) {
    const clock = new Clock();
    try {
      const client = stage.client('ada');
      for (const _ of ['first', 'second']) {
        await clock.during(reached(client, 'connected'));
        const lost = new Promise((resolve) => client.connection.bind('connecting_in', resolve));
        await stage.ask('drop-connections');
        await clock.during(lost);
        clock.tick(999);
        assert.equal(client.connection.connection, null);
        clock.tick(1);
        assert.equal(client.connection.state, 'connecting');
      }
      await clock.during(reached(client, 'connected'));
    } finally {
      clock.restore();
    }
  },

  async 'a client that may use every transport uses WebSockets'(stage) {
    assert.deepEqual(opened(stage, { enabledTransports: undefined }), { names: ['ws'], state: 'connecting' });
  },
  async 'a client that may use no transport fails'(stage) {
    assert.deepEqual(opened(stage, { enabledTransports: [] }), { names: [], state: 'failed' });
  },
  async 'a client uses enabled transports only'(stage) {
    assert.deepEqual(opened(stage, { enabledTransports: ['ws', 'wss'] }).names, ['ws']);
    assert.ok(!opened(stage, { enabledTransports: ['xhr_polling'] }).names.includes('ws'));
  },
  async 'a client does not use disabled transports'(stage) {
    const options = { enabledTransports: undefined, disabledTransports: ['ws', 'wss'] };
    assert.ok(!opened(stage, options).names.includes('ws'));
  },
  async 'a disabled transport is not used even if it is enabled'(stage) {
    const options = { enabledTransports: ['ws', 'wss'], disabledTransports: ['ws', 'wss'] };
    assert.deepEqual(opened(stage, options), { names: [], state: 'failed' });
  },
};
