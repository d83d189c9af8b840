/* SPDX-License-Identifier: GPL-2.0-only */
#include "serve/http.h"

#include <string.h>

const struct http_field *http_field(const struct http_request *r,
				    const char *name)
{
	for (size_t i = 0; i < r->nr_fields; i++) {
		if (!strcmp(r->fields[i].name, name))
			return &r->fields[i];
	}
	return NULL;
}

#ifndef HAVE_MICROHTTPD

int http_serve(const struct http_server *s, struct error *err)
{
	(void)s;
	return error_set(
		err,
		"this program was built without libmicrohttpd, needed to serve pages (of Debian, libmicrohttpd-dev; then `make` again)");
}

#else

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/stop.h"
#include "util/alloc.h"
#include "util/library.h"

#define FUNCTIONS(X)                                                           \
	X(MHD_start_daemon)                                                    \
	X(MHD_stop_daemon)                                                     \
	X(MHD_get_fdset2)                                                      \
	X(MHD_get_timeout)                                                     \
	X(MHD_run_from_select)                                                 \
	X(MHD_lookup_connection_value)                                         \
	X(MHD_create_post_processor)                                           \
	X(MHD_post_process)                                                    \
	X(MHD_destroy_post_processor)                                          \
	X(MHD_create_response_from_buffer)                                     \
	X(MHD_add_response_header)                                             \
	X(MHD_queue_response)                                                  \
	X(MHD_destroy_response)
LIBRARY(microhttpd, "to serve pages", FUNCTIONS);

#define MOST_FIELDS 32u
#define MOST_CONNECTIONS 16u
#define IDLE_SECONDS 30u /* of a connection */
#define WORD_BYTES 16 /* random ones */

struct listener {
	const struct http_server *server;
	struct MHD_Daemon *daemon;
	int fd;
	uint16_t port;
	char word[2 * WORD_BYTES + 1];
};

/* A request on its way in. */
struct incoming {
	const struct listener *l;
	struct MHD_PostProcessor *form;
	struct http_field *fields;
	size_t nr_fields, cap_fields;
	size_t len;
	bool post;
	unsigned refused; /* a status; 0: not yet */
};

/* --- answers
 * ------------------------------------------------------------------ */

static const struct {
	const char *name, *value;
} headers[] = {
	{ "Cache-Control", "no-store" },
	{ "Referrer-Policy", "no-referrer" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
};

static enum MHD_Result send_answer(struct MHD_Connection *c,
				   const struct http_answer *a)
{
	struct MHD_Response *r =
		microhttpd
			.MHD_create_response_from_buffer(a->len, a->body,
							 MHD_RESPMEM_MUST_FREE);
	enum MHD_Result ret;

	if (!r)
		return MHD_NO;
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++)
		microhttpd.MHD_add_response_header(r, headers[i].name,
						   headers[i].value);
	microhttpd.MHD_add_response_header(r, "Content-Type", a->type);
	if (a->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		microhttpd.MHD_add_response_header(r, "Allow", "GET, POST");
	ret = microhttpd.MHD_queue_response(c, a->status, r);
	microhttpd.MHD_destroy_response(r);
	return ret;
}

static const struct {
	unsigned status;
	const char *text;
} refusals[] = {
	{ MHD_HTTP_FORBIDDEN,
	  "not for you: open the address that initmem serve has printed\n" },
	{ MHD_HTTP_METHOD_NOT_ALLOWED, "expected GET or POST\n" },
	{ MHD_HTTP_CONTENT_TOO_LARGE, "more bytes than an input may have\n" },
	{ MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "expected the fields of a form\n" },
	{ MHD_HTTP_BAD_REQUEST, "not the fields of a form, or too many\n" },
};

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status)
{
	struct http_answer a = { .status = status,
				 .type = "text/plain; charset=utf-8" };

	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		if (refusals[i].status == status)
			a.body = xstrdup(refusals[i].text);
	}
	a.len = strlen(a.body);
	return send_answer(c, &a);
}

/* --- who may ask
 * ---------------------------------------------------------------- */

/* "127.0.0.1:PORT" as a browser says it, behind `prefix`. */
static bool names_us(const struct listener *l, const char *said,
		     const char *prefix)
{
	static const char *const names[] = { "127.0.0.1", "localhost" };
	bool is = false;

	for (size_t i = 0; said && i < ARRAY_SIZE(names); i++) {
		char *us = xasprintf("%s%s:%u", prefix, names[i], l->port);

		is = is || !strcmp(said, us);
		free(us);
	}
	return is;
}

/* How long it takes says nothing of how much is right. */
static bool has_word(const struct listener *l, const char *url)
{
	unsigned char wrong = 0;

	if (url[0] != '/' || strcspn(url + 1, "/") != sizeof(l->word) - 1 ||
	    url[sizeof(l->word)] != '/')
		return false;
	for (size_t i = 0; i < sizeof(l->word) - 1; i++)
		wrong |= (unsigned char)(l->word[i] ^ url[1 + i]);
	return !wrong;
}

static const char *header(struct MHD_Connection *c, const char *name)
{
	return microhttpd.MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

/* Before any of its body is read: a status that refuses it, or 0. */
static unsigned look_at(const struct listener *l, struct MHD_Connection *c,
			const char *url, const char *method)
{
	const char *origin = header(c, "Origin");
	const char *length = header(c, "Content-Length");

	if (!names_us(l, header(c, "Host"), "") || !has_word(l, url) ||
	    (origin && !names_us(l, origin, "http://")))
		return MHD_HTTP_FORBIDDEN;
	if (strcmp(method, "GET") != 0 && strcmp(method, "POST") != 0)
		return MHD_HTTP_METHOD_NOT_ALLOWED;
	if (length && strtoull(length, NULL, 10) > l->server->most)
		return MHD_HTTP_CONTENT_TOO_LARGE;
	return 0;
}

/* --- fields
 * --------------------------------------------------------------------- */

/* The one that grows, or a new one; NULL: too many. */
static struct http_field *field_at(struct incoming *in, const char *name,
				   const char *file, uint64_t off)
{
	struct http_field *f = in->nr_fields ? &in->fields[in->nr_fields - 1] :
					       NULL;

	if (f && f->len == off && !strcmp(f->name, name))
		return f;
	if (in->nr_fields == MOST_FIELDS)
		return NULL;
	array_reserve(in->fields, in->cap_fields, in->nr_fields + 1);
	f = &in->fields[in->nr_fields++];
	*f = (struct http_field){ .name = xstrdup(name),
				  .file = file ? xstrdup(file) : NULL,
				  .data = xstrdup("") };
	return f;
}

static enum MHD_Result take_field(void *cls, enum MHD_ValueKind kind,
				  const char *name, const char *file,
				  const char *type, const char *encoding,
				  const char *data, uint64_t off, size_t size)
{
	struct incoming *in = cls;
	struct http_field *f = field_at(in, name, file, off);

	(void)kind;
	(void)type;
	(void)encoding;
	if (!f) {
		in->refused = MHD_HTTP_BAD_REQUEST;
		return MHD_NO;
	}
	f->data = xrealloc(f->data, f->len + size + 1, 1);
	if (size)
		memcpy(f->data + f->len, data, size);
	f->len += size;
	f->data[f->len] = '\0';
	return MHD_YES;
}

static void take_bytes(struct incoming *in, const char *data, size_t size)
{
	in->len += size;
	if (in->refused)
		return;
	if (in->len > in->l->server->most)
		in->refused = MHD_HTTP_CONTENT_TOO_LARGE;
	else if (microhttpd.MHD_post_process(in->form, data, size) != MHD_YES &&
		 !in->refused)
		in->refused = MHD_HTTP_BAD_REQUEST;
}

/* The last of the fields may lie in there still. */
static void end_form(struct incoming *in)
{
	if (in->form &&
	    microhttpd.MHD_destroy_post_processor(in->form) != MHD_YES &&
	    !in->refused)
		in->refused = MHD_HTTP_BAD_REQUEST;
	in->form = NULL;
}

static void incoming_free(struct incoming *in)
{
	end_form(in);
	for (size_t i = 0; i < in->nr_fields; i++) {
		free(in->fields[i].name);
		free(in->fields[i].file);
		free(in->fields[i].data);
	}
	free(in->fields);
	free(in);
}

/* --- requests
 * ------------------------------------------------------------------- */

/* With its headers only. */
static enum MHD_Result begin(const struct listener *l, struct MHD_Connection *c,
			     const char *url, const char *method, void **con)
{
	struct incoming *in = xcalloc(1, sizeof(*in));
	unsigned status = look_at(l, c, url, method);

	*con = in;
	in->l = l;
	if (status)
		return refuse(c, status);
	in->post = !strcmp(method, "POST");
	if (!in->post)
		return MHD_YES;
	in->form =
		microhttpd.MHD_create_post_processor(c, 65536, take_field, in);
	return in->form ? MHD_YES : refuse(c, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE);
}

static enum MHD_Result answer(const struct listener *l,
			      struct MHD_Connection *c, struct incoming *in,
			      const char *url)
{
	const struct http_request request = {
		.post = in->post,
		.path = url + sizeof(l->word) + 1,
		.fields = in->fields,
		.nr_fields = in->nr_fields,
	};
	struct http_answer a = { .status = MHD_HTTP_OK };

	l->server->handle(l->server->ctx, &request, &a);
	return send_answer(c, &a);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c,
				  const char *url, const char *method,
				  const char *version, const char *data,
				  size_t *size, void **con)
{
	const struct listener *l = cls;
	struct incoming *in = *con;

	(void)version;
	if (!in)
		return begin(l, c, url, method, con);
	if (*size) {
		if (in->form)
			take_bytes(in, data, *size);
		*size = 0;
		return MHD_YES;
	}
	end_form(in);
	return in->refused ? refuse(c, in->refused) : answer(l, c, in, url);
}

static void on_end(void *cls, struct MHD_Connection *c, void **con,
		   enum MHD_RequestTerminationCode how)
{
	(void)cls;
	(void)c;
	(void)how;
	if (*con)
		incoming_free(*con);
	*con = NULL;
}

/* --- the server
 * ------------------------------------------------------------------ */

static int choose_word(struct listener *l, struct error *err)
{
	unsigned char bytes[WORD_BYTES];

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return error_set(err, "no random word for the address: %s",
				 strerror(errno));
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(l->word + 2 * i, 3, "%02x", bytes[i]);
	return 0;
}

/* On the loopback address alone. */
static int open_socket(struct listener *l, struct error *err)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(l->server->port),
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);
	int one = 1;

	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0)
		return error_set(err, "a socket to listen on: %s",
				 strerror(errno));
	setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(l->fd, (struct sockaddr *)&at, sizeof(at)) ||
	    listen(l->fd, MOST_CONNECTIONS) ||
	    getsockname(l->fd, (struct sockaddr *)&at, &len)) {
		error_set(err, "127.0.0.1:%u: %s", l->server->port,
			  strerror(errno));
		close(l->fd);
		return -1;
	}
	l->port = ntohs(at.sin_port);
	return 0;
}

static int start(struct listener *l, struct error *err)
{
	if (choose_word(l, err) || open_socket(l, err))
		return -1;
	l->daemon = microhttpd.MHD_start_daemon(MHD_NO_FLAG, 0, NULL, NULL,
						on_request, l,
						MHD_OPTION_LISTEN_SOCKET, l->fd,
						MHD_OPTION_NOTIFY_COMPLETED,
						on_end, NULL,
						MHD_OPTION_CONNECTION_LIMIT,
						MOST_CONNECTIONS,
						MHD_OPTION_CONNECTION_TIMEOUT,
						IDLE_SECONDS, MHD_OPTION_END);
	if (l->daemon)
		return 0;
	close(l->fd);
	return error_set(err, "libmicrohttpd does not start on 127.0.0.1:%u",
			 l->port);
}

/* Until something comes in, or a connection has been idle for too long. */
static bool turn(struct listener *l)
{
	fd_set in, out, odd;
	MHD_UNSIGNED_LONG_LONG ms;
	struct timespec wait;
	int last = -1, n;

	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&odd);
	if (microhttpd.MHD_get_fdset2(l->daemon, &in, &out, &odd, &last,
				      FD_SETSIZE) != MHD_YES)
		return false;
	if (microhttpd.MHD_get_timeout(l->daemon, &ms) != MHD_YES)
		ms = IDLE_SECONDS * 1000;
	wait.tv_sec = (time_t)(ms / 1000);
	wait.tv_nsec = (long)(ms % 1000) * 1000000;
	n = pselect(last + 1, &in, &out, &odd, &wait, stop_waiting());
	if (n < 0)
		return errno == EINTR;
	return microhttpd.MHD_run_from_select(l->daemon, &in, &out, &odd) ==
	       MHD_YES;
}

static int serve(struct listener *l, struct error *err)
{
	char *address = xasprintf("http://127.0.0.1:%u/%s/", l->port, l->word);
	int ret = l->server->ready(l->server->ctx, address, err);

	free(address);
	while (!ret && !stop_wanted()) {
		if (!turn(l))
			ret = error_set(
				err,
				"127.0.0.1:%u: no more requests come in: %s",
				l->port, strerror(errno));
	}
	return ret;
}

int http_serve(const struct http_server *s, struct error *err)
{
	struct listener l = { .server = s };
	int ret;

	if (library_need(&libmicrohttpd, err) || start(&l, err))
		return -1;
	/* Whoever goes away while it is answered ends nothing. */
	signal(SIGPIPE, SIG_IGN);
	stop_begin();
	ret = serve(&l, err);
	microhttpd.MHD_stop_daemon(l.daemon);
	return ret;
}

#endif
