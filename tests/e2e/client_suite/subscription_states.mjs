// The state that pusher-js keeps of a subscription, through every order of subscribing and unsubscribing.
import assert from 'node:assert/strict';

import { CANCELLED, PENDING, SUBSCRIBED, confirmed, flags, next, settled } from './steps.mjs';

const prefixes = ['private-', 'presence-'];

const of = {
  async 'subscribing twice at once'(client, name) {
    const channel = client.subscribe(name);
    assert.deepEqual(flags(client, name), PENDING);
    client.subscribe(name);
    assert.deepEqual(flags(client, name), PENDING);
    await next(channel, 'pusher:subscription_succeeded');
    assert.deepEqual(flags(client, name), SUBSCRIBED);
  },

  async 'subscribing to a channel that is subscribed'(client, name) {
    await next(client.subscribe(name), 'pusher:subscription_succeeded');
    assert.deepEqual(flags(client, name), SUBSCRIBED);
    client.subscribe(name);
    assert.deepEqual(flags(client, name), SUBSCRIBED);
    await settled(client);
    assert.deepEqual(flags(client, name), SUBSCRIBED);
  },

  async 'unsubscribing before the confirmation'(client, name) {
    const confirmation = confirmed(client, name);
    client.subscribe(name);
    assert.deepEqual(flags(client, name), PENDING);
    client.unsubscribe(name);
    assert.deepEqual(flags(client, name), CANCELLED);
    await confirmation;
    await settled(client);
    assert.equal(flags(client, name), undefined);
  },

  async 'unsubscribing after the confirmation'(client, name) {
    await next(client.subscribe(name), 'pusher:subscription_succeeded');
    client.unsubscribe(name);
    assert.equal(flags(client, name), undefined);
  },

  async 'unsubscribing and subscribing again before the confirmation'(client, name) {
    const channel = client.subscribe(name);
    client.unsubscribe(name);
    assert.deepEqual(flags(client, name), CANCELLED);
    client.subscribe(name);
    assert.deepEqual(flags(client, name), PENDING);
    await next(channel, 'pusher:subscription_succeeded');
    assert.deepEqual(flags(client, name), SUBSCRIBED);
  },

  async 'subscribing again after a cancelled subscription'(client, name) {
    const confirmation = confirmed(client, name);
    client.subscribe(name);
    client.unsubscribe(name);
    await confirmation;
    await settled(client);
    assert.equal(flags(client, name), undefined);
    const again = client.subscribe(name);
    assert.deepEqual(flags(client, name), PENDING);
    await next(again, 'pusher:subscription_succeeded');
    assert.deepEqual(flags(client, name), SUBSCRIBED);
  },

  async 'unsubscribing twice before the confirmation'(client, name) {
    const confirmation = confirmed(client, name);
    client.subscribe(name);
    client.unsubscribe(name);
    client.unsubscribe(name);
    assert.deepEqual(flags(client, name), CANCELLED);
    await confirmation;
    await settled(client);
    assert.equal(flags(client, name), undefined);
  },
};

/** Each scenario on each kind of channel; at its end the server has the subscriptions that the client has. */
export const scenarios = Object.fromEntries(
  prefixes.flatMap((prefix) =>
    Object.entries(of).map(([title, scenario]) => [
      `${prefix}: ${title}`,
      async (stage) => {
        const client = await stage.connect('ada');
        const name = stage.channel(prefix);
        await scenario(client, name);
        await settled(client);
        const subscriptions = flags(client, name)?.subscribed ? 1 : 0;
        assert.equal(await stage.ask('subscriptions', { channel: name }), subscriptions);
      },
    ]),
  ),
);
