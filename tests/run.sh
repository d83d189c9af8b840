#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: run.sh [SUITE...]
#
# Runs the suites (all of them without arguments) and counts what they print:
#
#     ok NAME...
#     not ok NAME...: what was expected and what came
#     # skip NAME: why
#
# A line for each failure, and in the end "N passed, N failed". From the
# environment: BUILD (the folder with the programs), BUILT (no: something there
# did not compile), SANITIZE, CC, VERBOSE=1 (show what passed too).

set -u
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C BUILD=${BUILD:-build}
export INITMEM=$PWD/$BUILD/initmem
unset NO_COLOR MAKEFLAGS MAKELEVEL MFLAGS
# The search for leaks takes the thread-local storage of libraries that are
# loaded late for something else, and dies of it, when it follows it.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:intercept_tls_get_addr=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PWD/tests/lib/lsan.supp:print_suppressions=0}
# Debian's python3 has the modules that its packages bring.
PYTHON=/usr/bin/python3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
passed=0
failed=0

fail() {
	echo "not ok $*"
	failed=$((failed + 1))
}

# SUITE STATUS FILE: counts the lines of a suite that ended with this status.
count() {
	local suite=$1 status=$2 file=$3 good bad
	good=$(grep -cE '^ok ' "$file")
	bad=$(grep -cE '^not ok ' "$file")
	passed=$((passed + good))
	failed=$((failed + bad))
	sed -nE "s,^not ok (.*),not ok $suite: \1,p" "$file"
	grep -E '^# skip' "$file"
	[ "${VERBOSE:-0}" = 0 ] || sed -nE "s,^ok (.*),ok $suite: \1,p" "$file"
	if [ "$bad" = 0 ] && [ "$status" != 0 ]; then
		fail "$suite: ended with status $status: $(tail -n 3 "$file.err" | tr '\n' ' ')"
	elif [ "$bad" = 0 ] && [ "$good" = 0 ]; then
		fail "$suite: no test ran: $(tail -n 3 "$file.err" | tr '\n' ' ')"
	fi
}

# SUITE COMMAND...
suite() {
	local name=$1 file
	shift
	file=$scratch/${name//\//_}
	timeout "${SUITE_SECONDS:-900}" "$@" </dev/null >"$file" 2>"$file.err"
	count "$name" $? "$file"
}

# cmocka in TAP: the reason stands in comments after the "not ok" line.
tap() {
	sed -E 's/^(not )?ok ([0-9]+) - (.*)/\1ok \3/' "$1" | awk '
		/^(not )?ok / { if (line != "") print line; line = $0; next }
		/^# / && line ~ /^not ok/ { line = line ": " substr($0, 3) }
		END { if (line != "") print line }'
}

unit() {
	local source name file status
	for source in tests/unit/test_*.c; do
		[ -e "$source" ] || { fail "unit: there are none"; return; }
		name=$(basename "$source" .c)
		file=$scratch/$name
		if [ ! -x "$BUILD/tests/unit/$name" ]; then
			fail "$name: did not build"
			continue
		fi
		CMOCKA_MESSAGE_OUTPUT=TAP timeout 120 "$BUILD/tests/unit/$name" \
			</dev/null >"$file.tap" 2>"$file.err"
		status=$?
		# Where cmocka writes its messages depends on their kind.
		cat "$file.err" >>"$file.tap"
		tap "$file.tap" >"$file"
		count "$name" $status "$file"
	done
}

cli() {
	local script
	for script in tests/cli/*.sh; do
		[ -e "$script" ] || continue
		suite "cli/$(basename "$script" .sh)" bash "$script"
	done
}

rooms() {
	suite rooms bash tests/check_rooms.sh .
	suite rooms-check bash tests/check_rooms_test.sh
	suite names bash tests/check_names.sh .
	suite names-check bash tests/check_names_test.sh
	suite functions /usr/bin/python3 tests/check_functions.py .
	suite functions-check bash tests/check_functions_test.sh
}

browser() {
	suite browser "$PYTHON" tests/check_browser.py
	suite browser-serve "$PYTHON" tests/check_serve.py
}
fixtures() { suite fixtures "$PYTHON" tests/check_fixtures.py; }
graphs() { suite graphs bash tests/check_graphs.sh; }
golden() { suite golden bash tests/golden.sh; }
library() { suite library bash tests/check_library.sh; }
install() { suite install bash tests/check_install.sh; }
readme() { suite readme bash tests/check_readme.sh; }
replay() { suite replay bash tests/replay.sh; }
comparer() { suite comparer "$PYTHON" tests/check_records_test.py; }
profiles() { suite profiles "$PYTHON" tests/check_profiles.py; }
members() { suite members "$PYTHON" tests/check_members.py; }
faults() { suite faults "$PYTHON" tests/check_faults.py; }

[ $# -gt 0 ] || set -- rooms comparer unit replay cli golden faults members profiles graphs browser install library readme fixtures
[ "${BUILT:-yes}" = yes ] || fail "build: something did not compile (see above)"
for suite_name; do
	case $suite_name in
	rooms | comparer | unit | replay | cli | golden | faults | members | profiles | graphs | browser | install | library | readme | fixtures) "$suite_name" ;;
	*) fail "run.sh: no suite $suite_name" ;;
	esac
done

echo "$passed passed, $failed failed"
[ $failed = 0 ]
