/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_SERVE_HTTP_H
#define INITMEM_SERVE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

/*
 * HTTP for the one who started the program, and nobody else: on the loopback
 * address alone, and only for who knows the random word at the beginning of the
 * path and names that address as the host (or any page in a browser could ask,
 * under a name that leads here). One request after the other, without threads.
 */

/* A field of a form; of a file its name, too. Data has a NUL behind it. */
struct http_field {
	char *name;
	char *file; /* NULL: no file */
	char *data;
	size_t len;
};

struct http_request {
	bool post; /* else GET */
	const char *path; /* behind the random word: "", "boot" */
	const struct http_field *fields;
	size_t nr_fields;
};

struct http_answer {
	unsigned status;
	const char *type; /* a literal */
	char *body; /* given away */
	size_t len;
};

struct http_server {
	uint16_t port; /* 0: any that is free */
	size_t most; /* bytes of a request */
	/* Once it listens. Not 0: it ends, with err. */
	int (*ready)(void *ctx, const char *address, struct error *err);
	void (*handle)(void *ctx, const struct http_request *request,
		       struct http_answer *answer);
	void *ctx;
};

/*
 * Serves until somebody wants it to end (serve/stop.h). 0, or -1 with err: the
 * port is taken, or the library is not there.
 */
int http_serve(const struct http_server *s, struct error *err);

/* The field of that name, or NULL. */
const struct http_field *http_field(const struct http_request *r,
				    const char *name);

#endif
