/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_JSON_WRITER_H
#define INITMEM_EMIT_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * JSON as it goes, one line without blanks: a record is mostly numbers, and
 * objects of a library for each of them cost more than the whole boot. Commas
 * come by themselves; that each '{' gets its '}' and each value its key is the
 * caller's affair.
 */
struct json_writer {
	FILE *out;
	bool more; /* what comes next stands behind a comma */
	size_t n;
	char buf[16 << 10];
};

void json_writer_init(struct json_writer *w, FILE *out);

/* Ends the line and hands all to the file. 0, or -1 with errno. */
int json_writer_finish(struct json_writer *w);

/* '{' or '[', and '}' or ']'. */
void json_open(struct json_writer *w, char bracket);
void json_close(struct json_writer *w, char bracket);

/* Room for so many bytes, which are few: what is in the way goes to the file. */
char *json_flush(struct json_writer *w);

static inline char *json_room(struct json_writer *w, size_t len)
{
	return len > sizeof(w->buf) - w->n ? json_flush(w) : w->buf + w->n;
}

/*
 * Its `len` bytes need no escape and are fewer than the buffer's. Here, as
 * most keys are literals: of those the compiler knows the length.
 */
static inline void json_key_of(struct json_writer *w, const char *key,
			       size_t len)
{
	char *at = json_room(w, len + 4);

	*at = ',';
	at += w->more;
	*at++ = '"';
	memcpy(at, key, len);
	at += len;
	*at++ = '"';
	*at++ = ':';
	w->more = false;
	w->n = (size_t)(at - w->buf);
}

static inline void json_key(struct json_writer *w, const char *key)
{
	json_key_of(w, key, strlen(key));
}

void json_num(struct json_writer *w, uint64_t v);
void json_int(struct json_writer *w, int64_t v);
void json_bool(struct json_writer *w, bool v);
void json_null(struct json_writer *w);

/*
 * NULL: null. JSON is UTF-8: of a string in another encoding each byte outside
 * of ASCII becomes '?'. Control characters are escaped, DEL and C1 too, for
 * people look at records in terminals.
 */
void json_text(struct json_writer *w, const char *s);

/* At most `len` bytes of it, which are UTF-8. */
void json_text_of(struct json_writer *w, const char *s, size_t len);

/* A member: its key and its value. */
static inline void json_put_num(struct json_writer *w, const char *key,
				uint64_t v)
{
	json_key(w, key);
	json_num(w, v);
}

static inline void json_put_int(struct json_writer *w, const char *key,
				int64_t v)
{
	json_key(w, key);
	json_int(w, v);
}

static inline void json_put_bool(struct json_writer *w, const char *key, bool v)
{
	json_key(w, key);
	json_bool(w, v);
}

static inline void json_put_text(struct json_writer *w, const char *key,
				 const char *s)
{
	json_key(w, key);
	json_text(w, s);
}

static inline void json_put_open(struct json_writer *w, const char *key,
				 char bracket)
{
	json_key(w, key);
	json_open(w, bracket);
}

#endif
