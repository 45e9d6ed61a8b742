"""Makes calls of boto3 as it is told: a JSON line in is a call, a JSON line out is everything its caller saw.

The token comes from AWS_BEARER_TOKEN_BEDROCK, as with any user of boto3; it is the same for every call of a process.
"""

import base64
import functools
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Lock

import boto3
from botocore.config import Config
from botocore.eventstream import EventStream
from botocore.response import StreamingBody

output = Lock()
clients = Lock()


def from_json(value):
    """Bytes travel as {"$bytes": base64}."""
    if isinstance(value, dict):
        if set(value) == {"$bytes"}:
            return base64.b64decode(value["$bytes"])
        return {key: from_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return value


def to_json(value):
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, bytes):
        return {"bytes": readable(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StreamingBody):
        return collect(lambda: [value.read()])
    if isinstance(value, EventStream):
        return collect(lambda: value)
    return value


def readable(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()


def collect(open_stream):
    """What was seen before an error is a part of what a caller sees."""
    events = []
    try:
        for event in open_stream():
            events.append(to_json(event))
        return {"events": events}
    except Exception as error:
        return {"events": events, "error": describe(error)}


def describe(error):
    kind = type(error)
    facts = {"class": f"{kind.__module__}.{kind.__name__}", "message": str(error)}
    if hasattr(error, "response"):
        facts["response"] = to_json(error.response)
    return facts


@functools.cache
def connect(service, endpoint, total_attempts):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": total_attempts}),
    )


def make(call):
    try:
        # Making clients is not safe for threads; using them is.
        with clients:
            client = connect(call["service"], call["endpoint"], call["attempts"])
        answer = getattr(client, call["method"])(**from_json(call["input"]))
        seen = {"returned": to_json(answer)}
    except Exception as error:
        seen = {"raised": describe(error)}
    with output:
        sys.stdout.write(json.dumps({"id": call["id"], **seen}) + "\n")
        sys.stdout.flush()


with ThreadPoolExecutor(max_workers=16) as workers:
    for line in sys.stdin:
        workers.submit(make, json.loads(line))
