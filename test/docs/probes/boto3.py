import json
import os
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.exceptions import ClientError


def make(case):
    os.environ["AWS_BEARER_TOKEN_BEDROCK"] = case["token"]
    session = boto3.Session(region_name="us-east-1")
    return session.client("bedrock-runtime", endpoint_url=case["endpoint"]), case


def probe(client_and_case):
    client, case = client_and_case
    messages = [{"role": "user", "content": [{"text": case["prompt"]}]}]
    try:
        client.converse(modelId=case["modelId"], messages=messages)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"status": status, "type": code, "shown": code, "hasOwnClass": type(error).__name__ == code}


clients = [make(case) for case in json.loads(os.environ["CASES"])]
with ThreadPoolExecutor() as pool:
    print(json.dumps(list(pool.map(probe, clients))))
