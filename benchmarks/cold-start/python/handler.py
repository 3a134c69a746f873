"""The action-group Lambda as it was first designed: boto3 and requests."""

import json
import os
import sys

import boto3
import requests

dynamodb = boto3.client("dynamodb")


def handler(event, _context):
    properties = event["requestBody"]["content"]["application/json"]["properties"]
    parameters = {item["name"]: item["value"] for item in properties}
    response = requests.post(
        os.environ["MCP_SERVER_URL"] + "/execute",
        json={"pipeline_type": "bootstrap", "environment": parameters["environment"], "parameters": {}},
        headers={"x-api-key": os.environ["MCP_SERVER_API_KEY"]},
        timeout=20,
    )
    response.raise_for_status()
    answer = response.json()
    table = os.environ.get("EXECUTION_TABLE_NAME")
    if table:
        item = {"execution_id": {"S": answer["execution_id"]}, "status": {"S": answer["status"]}}
        dynamodb.put_item(TableName=table, Item=item)
    return {
        "messageVersion": "1.0",
        "response": {
            "actionGroup": event["actionGroup"],
            "apiPath": event["apiPath"],
            "httpMethod": event["httpMethod"],
            "httpStatusCode": 200,
            "responseBody": {"application/json": {"body": json.dumps(answer)}},
        },
    }


if __name__ == "__main__":
    import resource

    reply = handler(json.loads(sys.argv[1]), None)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = (usage.ru_utime + usage.ru_stime) * 1000
    print("\nMEASURED " + json.dumps({"cpuMs": cpu, "importCpuMs": 0, "reply": reply}))
