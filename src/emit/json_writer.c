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

/* In front of a value or of a key. */
static void separate(struct json_writer *w)
{
	if (w->more)
		add_char(w, ',');
	w->more = true;
}

void json_open(struct json_writer *w, char bracket)
{
	separate(w);
	add_char(w, bracket);
	w->more = false;
}

void json_close(struct json_writer *w, char bracket)
{
	add_char(w, bracket);
	w->more = true;
}

void json_key_of(struct json_writer *w, const char *key, size_t len)
{
	separate(w);
	add_char(w, '"');
	add(w, key, len);
	add(w, "\":", 2);
	w->more = false;
}

void json_key(struct json_writer *w, const char *key)
{
	json_key_of(w, key, strlen(key));
}

static void add_digits(struct json_writer *w, uint64_t v)
{
	char digits[20]; /* of UINT64_MAX */
	char *end = digits + sizeof(digits), *at = end;

	do {
		*--at = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	add(w, at, (size_t)(end - at));
}

void json_num(struct json_writer *w, uint64_t v)
{
	separate(w);
	add_digits(w, v);
}

void json_int(struct json_writer *w, int64_t v)
{
	separate(w);
	if (v < 0)
		add_char(w, '-');
	add_digits(w, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void json_bool(struct json_writer *w, bool v)
{
	separate(w);
	add(w, v ? "true" : "false", v ? 4 : 5);
}

void json_null(struct json_writer *w)
{
	separate(w);
	add(w, "null", 4);
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

static void add_text(struct json_writer *w, const char *s)
{
	size_t n = plain_start(s);
	char *clean;

	add(w, s, n);
	s += n;
	if (!*s)
		return;
	if (utf8_valid(s)) {
		add_string(w, s, strlen(s));
		return;
	}
	clean = utf8_clean(s);
	add_string(w, clean, strlen(clean));
	free(clean);
}

void json_text(struct json_writer *w, const char *s)
{
	if (!s) {
		json_null(w);
		return;
	}
	separate(w);
	add_char(w, '"');
	add_text(w, s);
	add_char(w, '"');
}

void json_text_of(struct json_writer *w, const char *s, size_t len)
{
	separate(w);
	add_char(w, '"');
	add_string(w, s, strnlen(s, len));
	add_char(w, '"');
}

void json_put_num(struct json_writer *w, const char *key, uint64_t v)
{
	json_key(w, key);
	json_num(w, v);
}

void json_put_int(struct json_writer *w, const char *key, int64_t v)
{
	json_key(w, key);
	json_int(w, v);
}

void json_put_bool(struct json_writer *w, const char *key, bool v)
{
	json_key(w, key);
	json_bool(w, v);
}

void json_put_text(struct json_writer *w, const char *key, const char *s)
{
	json_key(w, key);
	json_text(w, s);
}

void json_put_open(struct json_writer *w, const char *key, char bracket)
{
	json_key(w, key);
	json_open(w, bracket);
}
