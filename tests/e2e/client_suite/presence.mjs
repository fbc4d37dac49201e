// The members of presence channels, as pusher-js keeps them.
import assert from 'node:assert/strict';

import { next, settled, subscribed } from './steps.mjs';

const member = (id) => ({ id, info: { name: `name of ${id}` } });
const ADA = member('ada');
const BOB = member('bob');

export const scenarios = {
  async 'a client knows its own member'(stage) {
    const ada = await stage.connect('ada');
    const channel = await subscribed(ada, stage.channel('presence-'));
    assert.deepEqual(channel.members.me, ADA);
  },

  async 'a new member is announced to the others'(stage) {
    const [ada, bob] = [await stage.connect('ada'), await stage.connect('bob')];
    const name = stage.channel('presence-');
    const added = next(await subscribed(ada, name), 'pusher:member_added');
    await subscribed(bob, name);
    assert.deepEqual(await added, BOB);
  },

  async 'a member that leaves is announced to the others'(stage) {
    const [ada, bob] = [await stage.connect('ada'), await stage.connect('bob')];
    const name = stage.channel('presence-');
    const channel = await subscribed(bob, name);
    const added = next(channel, 'pusher:member_added');
    await subscribed(ada, name);
    assert.deepEqual(await added, ADA);
    const removed = next(channel, 'pusher:member_removed');
    ada.unsubscribe(name);
    assert.deepEqual(await removed, ADA);
  },

  async 'the number of members is kept'(stage) {
    const [ada, bob] = [await stage.connect('ada'), await stage.connect('bob')];
    const name = stage.channel('presence-');
    const first = ada.subscribe(name);
    assert.equal(first.members.count, 0);
    await next(first, 'pusher:subscription_succeeded');
    assert.equal(first.members.count, 1);
    const added = next(first, 'pusher:member_added');
    const second = await subscribed(bob, name);
    assert.equal(second.members.count, 2);
    await added;
    assert.equal(first.members.count, 2);
    const removed = next(second, 'pusher:member_removed');
    ada.unsubscribe(name);
    await removed;
    assert.equal(second.members.count, 1);
  },

  async 'the members themselves are kept'(stage) {
    const [ada, bob] = [await stage.connect('ada'), await stage.connect('bob')];
    const name = stage.channel('presence-');
    const known = (channel) => ['ada', 'bob'].map((id) => channel.members.get(id));
    const first = await subscribed(ada, name);
    assert.deepEqual([known(first), first.members.me], [[ADA, null], ADA]);
    const added = next(first, 'pusher:member_added');
    const second = await subscribed(bob, name);
    assert.deepEqual([known(second), second.members.me], [[ADA, BOB], BOB]);
    await added;
    assert.deepEqual(known(first), [ADA, BOB]);
    const removed = next(second, 'pusher:member_removed');
    ada.unsubscribe(name);
    await removed;
    assert.deepEqual(known(second), [null, BOB]);
  },

  async 'a second connection of a user is no second member'(stage) {
    const [ada, again, bob] = [await stage.connect('ada'), await stage.connect('ada'), await stage.connect('bob')];
    const name = stage.channel('presence-');
    const channel = await subscribed(bob, name);
    const changes = [];
    for (const event of ['pusher:member_added', 'pusher:member_removed']) {
      channel.bind(event, ({ id }) => changes.push([event, id]));
    }
    await subscribed(ada, name);
    await subscribed(again, name);
    ada.disconnect();
    again.unsubscribe(name);
    await settled(again);
    await stage.ask('wait-for-connections', { count: 2 });
    await settled(bob);
    assert.deepEqual(changes, [
      ['pusher:member_added', 'ada'],
      ['pusher:member_removed', 'ada'],
    ]);
  },
};
