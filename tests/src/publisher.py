"""The published server library of PyPI in a Python process, driven like the one in publisher.mjs: the same argument,
commands and outcomes."""

import json
import sys

import pusher

OPTIONS = json.loads(sys.argv[1])
CLIENT = pusher.Pusher(
    app_id=OPTIONS["app_id"],
    key=OPTIONS["key"],
    secret=OPTIONS["secret"],
    host="127.0.0.1",
    port=OPTIONS["port"],
    ssl=False,
    encryption_master_key_base64=OPTIONS["master_key"],
)

COMMANDS = {
    "trigger": lambda it: CLIENT.trigger(it["channels"], it["event"], it["data"], it.get("exclude")),
    "batch": lambda it: CLIENT.trigger_batch(it["events"]),
    "send-to-user": lambda it: CLIENT.send_to_user(it["user"], it["event"], it["data"]),
    "terminate": lambda it: CLIENT.terminate_user_connections(it["user"]),
    "channels": lambda it: CLIENT.channels_info(it["prefix"], it["info"].split(",")),
    "channel": lambda it: CLIENT.channel_info(it["channel"], it["info"].split(",")),
    "users": lambda it: CLIENT.users_info(it["channel"]),
}


def outcome(command):
    try:
        return {"response": COMMANDS[command["do"]](command)}
    except pusher.errors.PusherError as error:
        return {"refusal": f"{type(error).__name__} {error}"}


for line in sys.stdin:
    print(json.dumps(outcome(json.loads(line))), flush=True)
