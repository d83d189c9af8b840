/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/json_writer.h"

#include <stdlib.h>
#include <string.h>

#include "util/utf8.h"

void json_writer_init(struct json_writer *w, FILE *out)
{
	w->out = out;
	w->more = false;
	w->n = 0;
}

static void flush(struct json_writer *w)
{
	fwrite(w->buf, 1, w->n, w->out);
	w->n = 0;
}

int json_writer_finish(struct json_writer *w)
{
	flush(w);
	putc('\n', w->out);
	w->more = false;
	return fflush(w->out) || ferror(w->out) ? -1 : 0;
}

static void add_char(struct json_writer *w, char c)
{
	if (w->n == sizeof(w->buf))
		flush(w);
	w->buf[w->n++] = c;
}

static void add(struct json_writer *w, const char *s, size_t len)
{
	if (len > sizeof(w->buf) - w->n)
		flush(w);
	if (len > sizeof(w->buf)) {
		fwrite(s, 1, len, w->out);
		return;
	}
	memcpy(w->buf + w->n, s, len);
	w->n += len;
}

char *json_flush(struct json_writer *w)
{
	flush(w);
	return w->buf;
}

static void done(struct json_writer *w, const char *end)
{
	w->n = (size_t)(end - w->buf);
}

/* In front of a value or of a key. */
static char *separate(struct json_writer *w, char *at)
{
	if (w->more)
		*at++ = ',';
	w->more = true;
	return at;
}

void json_open(struct json_writer *w, char bracket)
{
	char *at = separate(w, json_room(w, 2));

	*at++ = bracket;
	w->more = false;
	done(w, at);
}

void json_close(struct json_writer *w, char bracket)
{
	add_char(w, bracket);
	w->more = true;
}

/* Around a string that is not longer: a comma, quotes and a colon. */
#define SHORT (sizeof(((struct json_writer *)NULL)->buf) - 4)

#define DIGITS 20 /* of UINT64_MAX */

/* 0 to 99 in two digits each. */
static const char two_digits[] =
	"00010203040506070809101112131415161718192021222324"
	"25262728293031323334353637383940414243444546474849"
	"50515253545556575859606162636465666768697071727374"
	"75767778798081828384858687888990919293949596979899";

/* Of 2^64 - 1 at most: by its bits, and one more from a power of ten on. */
static unsigned nr_digits(uint64_t v)
{
	static const uint64_t powers[DIGITS] = {
		0,
		10,
		100,
		1000,
		10000,
		100000,
		1000000,
		10000000,
		100000000,
		1000000000,
		10000000000,
		100000000000,
		1000000000000,
		10000000000000,
		100000000000000,
		1000000000000000,
		10000000000000000,
		100000000000000000,
		1000000000000000000,
		10000000000000000000u,
	};
	unsigned bits = 64 - (unsigned)__builtin_clzll(v | 1);
	unsigned n = bits * 1233 >> 12; /* log10(2) */

	return n + (v >= powers[n]);
}

/* In place: a copy of what was just written would wait for the writes. */
static char *put_digits(char *at, uint64_t v)
{
	char *end = at + nr_digits(v), *from = end;

	for (; v >= 10; v /= 100)
		from = memcpy(from - 2, two_digits + 2 * (v % 100), 2);
	if (from > at)
		*at = (char)('0' + v);
	return end;
}

void json_num(struct json_writer *w, uint64_t v)
{
	done(w, put_digits(separate(w, json_room(w, DIGITS + 1)), v));
}

void json_int(struct json_writer *w, int64_t v)
{
	char *at = separate(w, json_room(w, DIGITS + 2));

	if (v < 0)
		*at++ = '-';
	done(w, put_digits(at, v < 0 ? 0 - (uint64_t)v : (uint64_t)v));
}

static void put_word(struct json_writer *w, const char *word, size_t len)
{
	char *at = separate(w, json_room(w, len + 1));

	memcpy(at, word, len);
	done(w, at + len);
}

void json_bool(struct json_writer *w, bool v)
{
	put_word(w, v ? "true" : "false", v ? 4 : 5);
}

void json_null(struct json_writer *w)
{
	put_word(w, "null", 4);
}

/* The letter behind the backslash; 0: it has none. */
static char short_escape(unsigned char c)
{
	static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : 0;
}

static void add_escaped(struct json_writer *w, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char letter = short_escape(c);
	const char text[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

	if (letter) {
		add_char(w, '\\');
		add_char(w, letter);
	} else {
		add(w, text, sizeof(text));
	}
}

/* ASCII but for controls, DEL, '"' and '\\'. */
static const bool plain[256] = {
	[0x20 ... '"' - 1] = true,
	['"' + 1 ... '\\' - 1] = true,
	['\\' + 1 ... 0x7e] = true,
};

/* As they are: what is plain, and other characters that cannot be C1. */
static size_t plain_length(const unsigned char *s, size_t len)
{
	size_t n = 0;

	while (n < len && (plain[s[n]] || (s[n] >= 0x80 && s[n] != 0xc2)))
		n++;
	return n;
}

static void add_string(struct json_writer *w, const char *string, size_t len)
{
	const unsigned char *s = (const unsigned char *)string;

	while (len) {
		size_t n = plain_length(s, len);

		add(w, (const char *)s, n);
		s += n;
		len -= n;
		if (!len)
			break;
		n = *s == 0xc2 && len > 1 ? 2 : 1;
		if (n == 2 && s[1] >= 0xa0)
			add(w, (const char *)s, n);
		else
			add_escaped(w, s[n - 1]);
		s += n;
		len -= n;
	}
}

/* Bytes that are plain from s on: most strings are that and nothing else. */
static size_t plain_start(const char *s)
{
	size_t n = 0;

	while (plain[(unsigned char)s[n]])
		n++;
	return n;
}

/* What is not all plain. */
static void add_text(struct json_writer *w, const char *s)
{
	char *clean;

	if (utf8_valid(s)) {
		add_string(w, s, strlen(s));
		return;
	}
	clean = utf8_clean(s);
	add_string(w, clean, strlen(clean));
	free(clean);
}

/* In quotes; so many bytes at its start are plain and fit. */
static void put_text(struct json_writer *w, const char *s, size_t plain_bytes)
{
	char *at = separate(w, json_room(w, plain_bytes + 3));

	*at++ = '"';
	memcpy(at, s, plain_bytes);
	done(w, at + plain_bytes);
	if (s[plain_bytes])
		add_text(w, s + plain_bytes);
	add_char(w, '"');
}

void json_text(struct json_writer *w, const char *s)
{
	size_t n;

	if (!s) {
		json_null(w);
		return;
	}
	n = plain_start(s);
	put_text(w, s, n < SHORT ? n : 0);
}

void json_text_of(struct json_writer *w, const char *s, size_t len)
{
	char *at = separate(w, json_room(w, 2));

	*at++ = '"';
	done(w, at);
	add_string(w, s, strnlen(s, len));
	add_char(w, '"');
}
