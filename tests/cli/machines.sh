#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Made-up machines: counts that fit each other, no page free twice, an account
# that adds up.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

/usr/bin/python3 tests/lib/machines.py "$dir" "${MACHINES:-30}"
