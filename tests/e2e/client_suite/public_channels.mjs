// Events of the HTTP API on public channels, and subscriptions that end early.
import assert from 'node:assert/strict';

import { confirmed, next, recorded, settled, subscribed } from './steps.mjs';

export const scenarios = {
  async 'an event of the HTTP API reaches its subscriber'(stage) {
    const client = await stage.connect('ada');
    const name = stage.channel();
    const channel = await subscribed(client, name);
    const event = next(channel, 'greeting');
    await stage.ask('trigger', { channel: name, event: 'greeting', data: { text: 'hi', count: 3 } });
    assert.deepEqual(await event, { text: 'hi', count: 3 });
  },

  async 'after unsubscribing no event arrives'(stage) {
    const client = await stage.connect('ada');
    const name = stage.channel();
    const events = recorded(await subscribed(client, name), 'greeting');
    client.unsubscribe(name);
    await settled(client);
    await stage.ask('trigger', { channel: name, event: 'greeting', data: {} });
    await settled(client);
    assert.deepEqual(events, []);
  },

  async 'unsubscribing again changes nothing'(stage) {
    const client = await stage.connect('ada');
    const name = stage.channel();
    const errors = [];
    client.connection.bind('error', (error) => errors.push(error));
    await subscribed(client, name);
    client.unsubscribe(name);
    client.unsubscribe(name);
    client.unsubscribe(name);
    await settled(client);
    assert.deepEqual(errors, []);
    assert.equal(await stage.ask('subscriptions', { channel: name }), 0);
  },

  async 'a subscription that is cancelled before its confirmation receives nothing'(stage) {
    const client = await stage.connect('ada');
    const name = stage.channel();
    const confirmation = confirmed(client, name);
    const channel = client.subscribe(name);
    const events = recorded(channel, 'greeting');
    client.unsubscribe(name);
    await confirmation;
    await settled(client);
    assert.equal(channel.subscriptionPending, false);
    await stage.ask('trigger', { channel: name, event: 'greeting', data: {} });
    await settled(client);
    assert.equal(channel.subscribed, false);
    assert.deepEqual(events, []);
    assert.equal(await stage.ask('subscriptions', { channel: name }), 0);
  },

  async 'a cancelled subscription that is requested again receives events'(stage) {
    const client = await stage.connect('ada');
    const name = stage.channel();
    const channel = client.subscribe(name);
    const event = next(channel, 'greeting');
    client.unsubscribe(name);
    assert.equal(client.subscribe(name), channel);
    await next(channel, 'pusher:subscription_succeeded');
    await stage.ask('trigger', { channel: name, event: 'greeting', data: { again: true } });
    assert.deepEqual(await event, { again: true });
    assert.equal(channel.subscribed, true);
  },
};
