"""Transforms a SAM template as CloudFormation would, by AWS's own translator, and prints the result as JSON.

Usage: AWS_DEFAULT_REGION=us-gov-west-1 python3 transform-sam.py template.yaml < parameters.json
Exits with 3 where the translator is not installed.
"""

import json
import sys

try:
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse
except ImportError:
    sys.exit(3)


class NoManagedPolicies:
    """The templates name no managed policy by its short name, so there is nothing to look up in an account."""

    def load(self):
        return {}


with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file.read())
for resource in template["Resources"].values():
    # What `sam deploy` puts here after it has uploaded the folder.
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = "s3://bucket/key"
parameters = json.load(sys.stdin)
json.dump(transform(template, parameters, NoManagedPolicies()), sys.stdout, default=str)
