#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds the prediction against what recorded boots really had.

usage: check_fixtures.py [FIXTURE...]

For each machine: every expected value, the log's lines about memory, the
schema, and what must hold between the members of any record."""
import json
import os
import sys

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))
import log_lines  # noqa: E402
import records  # noqa: E402
from records import Failure, ROOT, short, test  # noqa: E402
FIXTURES = os.path.join(ROOT, "fixtures")

# What boards need besides their tree.
OPTIONS = {"board-empty-memory.dts": ["--memory", "0x80000000,0x20000000"]}


def words(case):
    with open(os.path.join(case, "args")) as file:
        return file.read().splitlines()


def log_words(args):
    """The same input and options for `initmem log`."""
    return ["log"] + [a for a in args[1:]
                      if a != "--steps" and not a.startswith("--format=")]


def values(case, out):
    with open(os.path.join(case, "expected.jsonl")) as file:
        expected = records.parse(file.read())
    equal, wrong = records.compare(expected, out)
    if wrong:
        where, path, want, got = wrong[0]
        raise Failure("%d of %d values differ; first %s %s: expected %s, "
                      "got %s" % (len(wrong), len(wrong) + equal, where, path,
                                  short(want), short(got)))
    if not equal:
        raise Failure("nothing was compared")
    return "%d values" % equal


def same_lines(want, got):
    if want == got:
        return
    for i in range(max(len(want), len(got))):
        w = want[i] if i < len(want) else None
        g = got[i] if i < len(got) else None
        if w != g:
            raise Failure("line %d: expected %s, got %s" % (
                i + 1, short(w), short(g)))


def log(case):
    with open(os.path.join(case, "dmesg.txt"), errors="replace") as file:
        dmesg = file.read()
    want = log_lines.about_memory(dmesg)
    args = log_words(words(case))
    # A log may be of a second boot, with options that make it tell more.
    cmdline = log_lines.command_line(dmesg)
    all_told = "ignore_loglevel" in cmdline
    if all_told:
        args[1:1] = ["--cmdline", cmdline]
    text = records.run(args, cwd=case)
    got = log_lines.through_slub(log_lines.bare(text))
    if not all_told and not os.path.isdir(os.path.join(case, "proc")):
        got = log_lines.on_console(got)
    same_lines(want, got)
    return "%d lines" % len(want)


def schema():
    with open(os.path.join(ROOT, "src/emit/record.schema.json")) as file:
        text = json.load(file)
    jsonschema.Draft202012Validator.check_schema(text)
    return jsonschema.Draft202012Validator(text)


def valid(out, validator):
    if not out:
        raise Failure("no record")
    for record in out:
        error = jsonschema.exceptions.best_match(
            validator.iter_errors(record))
        if error:
            raise Failure("%s: %s: %s" % (
                records.place(record), error.json_path, error.message[:300]))
    return "%d records" % len(out)


def consistent(out):
    if not out:
        raise Failure("no record")
    records.check_records(out)


def machine(name, validator):
    case = os.path.join(FIXTURES, name)
    out = []

    def load():
        out.extend(records.parse(records.run(words(case), cwd=case)))
        return "%d records" % len(out)

    test("%s runs" % name, load)
    test("%s has the values of the real boot" % name, values, case, out)
    if os.path.exists(os.path.join(case, "dmesg.txt")):
        test("%s logs what the kernel did" % name, log, case)
    test("%s fits the schema" % name, valid, out, validator)
    test("%s is consistent" % name, consistent, out)


def run_board(out, args):
    """A board may be one whose boot must panic."""
    out.extend(records.parse(records.run(args, allowed=(0, 3))))
    if not out:
        raise Failure("no record")


def boards(validator):
    """Made-up boards have no real boot, but the rest holds for them too."""
    folder = os.path.join(ROOT, "dts")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".dts") or name.startswith("bad-"):
            continue
        out = []
        args = ["run", "--steps", "--format=json"] + OPTIONS.get(name, [])
        test("%s runs" % name, run_board, out, args + ["dts/" + name])
        test("%s fits the schema" % name, valid, out, validator)
        test("%s is consistent" % name, consistent, out)


def main():
    names = sys.argv[1:] or sorted(
        n for n in os.listdir(FIXTURES)
        if os.path.exists(os.path.join(FIXTURES, n, "expected.jsonl")))
    if not names:
        print("not ok fixtures: none found")
    validator = schema()
    for name in names:
        machine(name, validator)
    if not sys.argv[1:]:
        boards(validator)


main()
