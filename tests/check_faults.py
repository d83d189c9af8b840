#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Machines that went wrong once: what each command must answer to them.

fixtures/faults/CASE/case.json:

    {"kind": "cma-outside-ram", "why": "what the real kernel does, and how that is known",
     "runs": [{"args": ["lint", "board.dts"], "status": 1,
               "has": ["a regular expression, found in some line"],
               "lacks": ["one that no line may match"],
               "err": ["one for standard error"],
               "jq": [[".phase", "a jq filter over all of the output, and its value"]],
               "seconds": 10}]}

A run happens in the case's folder, with NAME.dts compiled by the program itself. `status` is compared always (0 if it is
not there); has, lacks and jq look at standard output.
"""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import records  # noqa: E402
from records import ROOT  # noqa: E402

FOLDER = os.path.join(ROOT, "fixtures", "faults")
KEYS = {"args", "status", "has", "lacks", "err", "jq", "seconds", "stdin"}


def start(run, folder):
    stdin = open(os.path.join(folder, run["stdin"]), "rb") if "stdin" in run else subprocess.DEVNULL
    return subprocess.run([records.INITMEM] + run["args"], cwd=folder, stdin=stdin,
                          capture_output=True, timeout=run.get("seconds", 20))


def jq_value(text, query):
    """The filter's values over the slurped records: one, or a list of several."""
    out = subprocess.run(["jq", "-c", "-s", query], input=text, capture_output=True)
    if out.returncode:
        return "jq: " + out.stderr.decode().strip()
    values = [json.loads(line) for line in out.stdout.splitlines()]
    return values[0] if len(values) == 1 else values


def wrong(run, done):
    out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    if done.returncode != run.get("status", 0):
        yield "expected status %d, got %d: %s" % (run.get("status", 0), done.returncode, err[:200])
    for pattern in run.get("has", []):
        if not re.search(pattern, out, re.M):
            yield "expected a line like '%s', got: %s" % (pattern, out[:300])
    for pattern in run.get("lacks", []):
        found = re.search(pattern, out, re.M)
        if found:
            yield "expected no line like '%s', got '%s'" % (pattern, found.group(0)[:200])
    for pattern in run.get("err", []):
        if not re.search(pattern, err, re.M):
            yield "expected '%s' on standard error, got: %s" % (pattern, err[:300])
    for query, value in run.get("jq", []):
        got = jq_value(done.stdout, query)
        if got != value:
            yield "%s: expected %s, got %s" % (query, json.dumps(value), json.dumps(got)[:300])


def asserts_something(run):
    return "status" in run or any(run.get(key) for key in ("has", "lacks", "err", "jq"))


def check(run, folder):
    unknown = set(run) - KEYS
    if unknown or not asserts_something(run):
        return "case.json: %s" % (sorted(unknown) or "a run that asserts nothing")
    try:
        return "; ".join(wrong(run, start(run, folder)))
    except subprocess.TimeoutExpired:
        return "no end after %d s" % run.get("seconds", 20)


def main():
    for name in sys.argv[1:] or sorted(os.listdir(FOLDER)):
        folder = os.path.join(FOLDER, name)
        if not os.path.exists(os.path.join(folder, "case.json")):
            continue
        with open(os.path.join(folder, "case.json")) as file:
            case = json.load(file)
        for run in case["runs"]:
            label = "%s: %s" % (name, " ".join(run["args"]))
            problem = check(run, folder).replace("\n", " | ")
            print("not ok %s: %s" % (label, problem) if problem else "ok %s" % label, flush=True)


if __name__ == "__main__":
    main()
