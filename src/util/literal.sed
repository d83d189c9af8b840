# SPDX-License-Identifier: GPL-2.0-only
# Text as C string literals, one a line, byte for byte.
s/\\/\\\\/g
s/"/\\"/g
s/^/"/
s/$/\\n"/
