#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: sarif.py FILE

Holds a SARIF file against what the standard (OASIS SARIF 2.1.0, chapter 3)
asks of the objects that initmem writes: members that have to be there, their
types, the values that are allowed, and indices that fit. No member may be there
that this file does not know.
"""

import json
import re
import sys

import jsonschema

LEVEL = {"enum": ["none", "note", "warning", "error"]}


def obj(required, **members):
    """An object with these members and no others."""
    return {"type": "object", "properties": members, "required": required,
            "additionalProperties": False}


def array(items, least=0):
    return {"type": "array", "items": items, "minItems": least}


TEXT = obj(["text"], text={"type": "string", "minLength": 1})  # 3.11, 3.12
RULE = obj(["id"], id={"type": "string", "minLength": 1},
           shortDescription=TEXT, fullDescription=TEXT,
           defaultConfiguration=obj([], level=LEVEL))  # 3.49
LOCATION = obj(  # 3.28
    [],
    physicalLocation=obj(["artifactLocation"], artifactLocation=obj(
        ["uri"], uri={"type": "string", "minLength": 1})),
    logicalLocations=array(obj(
        [], fullyQualifiedName={"type": "string", "minLength": 1}), 1))
RESULT = obj(["message"], ruleId={"type": "string"},  # 3.27
             ruleIndex={"type": "integer", "minimum": -1}, level=LEVEL,
             message=TEXT, locations=array(LOCATION),
             properties={"type": "object"})  # 3.8: a property bag
RUN = obj(  # 3.14
    ["tool"],
    tool=obj(["driver"], driver=obj(  # 3.18, 3.19
        ["name"], name={"type": "string", "minLength": 1},
        version={"type": "string", "pattern": "^[0-9]"},
        rules=array(RULE))),
    invocations=array(obj(  # 3.20
        ["executionSuccessful"], executionSuccessful={"type": "boolean"},
        toolExecutionNotifications=array(obj(
            ["message"], message=TEXT, level=LEVEL)))),
    results=array(RESULT))
SARIF = obj(["version", "runs"], version={"const": "2.1.0"},  # 3.13
            runs=array(RUN), **{"$schema": {"type": "string"}})


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        log = json.load(f)
    jsonschema.validate(log, SARIF)
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        ids = [r["id"] for r in rules]
        assert len(ids) == len(set(ids)), "rule ids are not unique"  # 3.49.3
        for result in run["results"]:
            # 3.27.6: the index is that of the rule with this id
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            for place in result["locations"]:
                uri = place["physicalLocation"]["artifactLocation"]["uri"]
                assert re.fullmatch(r"[A-Za-z0-9\-._~/+,=@%:]+", uri), uri


main()
