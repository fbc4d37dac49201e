// Events that clients send to each other.
import assert from 'node:assert/strict';

import { next, recorded, settled, subscribed } from './steps.mjs';

const prefixes = ['private-', 'presence-'];

const of = {
  async 'another client receives it'(one, two, name) {
    await subscribed(one, name);
    const event = next(await subscribed(two, name), 'client-typing');
    one.send_event('client-typing', { on: true }, name);
    assert.deepEqual(await event, { on: true });
  },

  async 'its sender does not receive it'(one, two, name) {
    const own = recorded(await subscribed(one, name), 'client-typing');
    const event = next(await subscribed(two, name), 'client-typing');
    one.send_event('client-typing', {}, name);
    await event;
    await settled(one);
    assert.deepEqual(own, []);
  },
};

export const scenarios = Object.fromEntries(
  prefixes.flatMap((prefix) =>
    Object.entries(of).map(([title, scenario]) => [
      `${prefix}: ${title}`,
      async (stage) => scenario(await stage.connect('ada'), await stage.connect('bob'), stage.channel(prefix)),
    ]),
  ),
);
