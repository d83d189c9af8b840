/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_edit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/release.h"
#include "profile/own_calls.h"
#include "profile/reader.h"
#include "profile/writer.h"
#include "util/alloc.h"
#include "util/range.h"

bool fit_has(const struct fit *f, enum build_fact fact)
{
	return f->log->facts[fact].line != 0;
}

uint64_t fit_fact(const struct fit *f, enum build_fact fact)
{
	return f->log->facts[fact].value;
}

size_t fit_line_with(const struct fit *f, const char *words)
{
	for (size_t i = 0; i < f->nr_lines; i++) {
		if (strstr(f->lines[i], words))
			return i + 1;
	}
	return 0;
}

bool fit_is_past(const struct fit *f, enum build_fact later)
{
	return f->log->banner && fit_has(f, later);
}

/* The object that holds the values of a group. */
static struct json_object *values_of(const struct fit *f,
				     enum field_group group)
{
	struct json_object *o = NULL;
	const char *name = field_group_name(group);

	if (group != GROUP_CONSTANTS)
		return group_values(f->root, name);
	json_object_object_get_ex(f->root, name, &o);
	return o;
}

static struct json_object *value_of(const struct fit *f, enum field_group group,
				    const char *key)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(values_of(f, group), key, &v);
	if (group == GROUP_CONSTANTS && v)
		json_object_object_get_ex(v, "value", &v);
	return v;
}

uint64_t fit_number(const struct fit *f, enum field_group group,
		    const char *key)
{
	return json_object_get_uint64(value_of(f, group, key));
}

bool fit_option(const struct fit *f, const char *key)
{
	const char *s = plain_string(value_of(f, GROUP_CONFIG, key));

	return s && !strcmp(s, "y");
}

uint64_t fit_symbol(const struct fit *f, const char *key)
{
	const char *s = plain_string(value_of(f, GROUP_SYMBOLS, key));

	return s ? strtoull(s, NULL, 16) : 0;
}

/* The value's own origin, beside that of its group. */
static void set_origin(struct fit *f, enum field_group group, const char *key,
		       const char *origin)
{
	struct json_object *o, *origins;

	json_object_object_get_ex(f->root, field_group_name(group), &o);
	if (!json_object_object_get_ex(o, "origins", &origins)) {
		origins = json_object_new_object();
		json_object_object_add(o, "origins", origins);
	}
	json_object_object_add(origins, key, json_object_new_string(origin));
}

/* `value` is given away. */
static void set_value(struct fit *f, enum field_group group, const char *key,
		      struct json_object *value, const char *origin)
{
	bool constant = group == GROUP_CONSTANTS;

	json_object_object_add(values_of(f, group), key,
			       constant ? new_entry(value, origin) : value);
	if (!constant)
		set_origin(f, group, key, origin);
}

static void set_read(struct fit *f, enum field_group group, const char *key,
		     struct json_object *value, enum build_fact fact)
{
	unsigned line = f->log->facts[fact].line;
	char origin[32];

	snprintf(origin, sizeof(origin), "log line %u", line);
	xappendf(&f->read, "%s%s %s (line %u)", f->read ? ", " : "", key,
		 json_object_get_string(value), line);
	set_value(f, group, key, value, origin);
}

/* A later guess at the same value stands in the place of an earlier one. */
static void forget_guess(struct fit *f, const char *key)
{
	size_t i = 0;

	while (i < f->nr_guesses && strcmp(f->guesses[i].key, key) != 0)
		i++;
	if (i == f->nr_guesses)
		return;
	free(f->guesses[i].key);
	free(f->guesses[i].text);
	f->nr_guesses--;
	memmove(&f->guesses[i], &f->guesses[i + 1],
		(f->nr_guesses - i) * sizeof(*f->guesses));
}

static void set_guess(struct fit *f, enum field_group group, const char *key,
		      struct json_object *value, const char *why)
{
	char origin[160];

	snprintf(origin, sizeof(origin), "guessed: %s", why);
	forget_guess(f, key);
	array_reserve(f->guesses, f->cap_guesses, f->nr_guesses + 1);
	f->guesses[f->nr_guesses++] = (struct guess){
		.key = xstrdup(key),
		.text = xasprintf("%s (%s)", json_object_get_string(value),
				  why),
	};
	set_value(f, group, key, value, origin);
}

char *fit_take_guesses(struct fit *f)
{
	char *text = NULL;

	for (size_t i = 0; i < f->nr_guesses; i++) {
		struct guess *g = &f->guesses[i];

		xappendf(&text, "%s%s %s", i ? ", " : "", g->key, g->text);
		free(g->key);
		free(g->text);
	}
	free(f->guesses);
	f->guesses = NULL;
	f->nr_guesses = f->cap_guesses = 0;
	return text;
}

void fit_read_number(struct fit *f, enum field_group group, const char *key,
		     uint64_t value, enum build_fact fact)
{
	set_read(f, group, key, json_object_new_uint64(value), fact);
}

void fit_read_option(struct fit *f, const char *key, bool value,
		     enum build_fact fact)
{
	if (fit_option(f, key) != value)
		set_read(f, GROUP_CONFIG, key,
			 json_object_new_string(value ? "y" : "n"), fact);
}

void fit_absent_option(struct fit *f, const char *key, enum build_fact later)
{
	char origin[64];

	if (!fit_option(f, key))
		return;
	snprintf(origin, sizeof(origin), "no line of it up to log line %u",
		 f->log->facts[later].line);
	xappendf(&f->read, "%s%s n (%s)", f->read ? ", " : "", key, origin);
	set_value(f, GROUP_CONFIG, key, json_object_new_string("n"), origin);
}

void fit_guess_number(struct fit *f, enum field_group group, const char *key,
		      uint64_t value, const char *why)
{
	if (fit_number(f, group, key) != value)
		set_guess(f, group, key, json_object_new_uint64(value), why);
}

void fit_guess_option(struct fit *f, const char *key, bool value,
		      const char *why)
{
	if (fit_option(f, key) != value)
		set_guess(f, GROUP_CONFIG, key,
			  json_object_new_string(value ? "y" : "n"), why);
}

void fit_forget_number(struct fit *f, enum field_group group, const char *key)
{
	json_object_object_del(values_of(f, group), key);
}

void fit_lend_number(struct fit *f, enum field_group group, const char *key,
		     uint64_t value, const char *origin)
{
	set_value(f, group, key, json_object_new_uint64(value), origin);
}

void fit_place_symbol(struct fit *f, const char *key, uint64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%016" PRIx64, value);
	json_object_object_add(values_of(f, GROUP_SYMBOLS), key,
			       json_object_new_string(text));
}

void fit_move_symbols(struct fit *f, const char *const *keys, size_t n,
		      uint64_t by)
{
	for (size_t i = 0; i < n; i++) {
		if (fit_symbol(f, keys[i]))
			fit_place_symbol(f, keys[i],
					 fit_symbol(f, keys[i]) + by);
	}
}

void fit_guess_symbol(struct fit *f, const char *key, uint64_t value,
		      const char *why)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%016" PRIx64, value);
	set_guess(f, GROUP_SYMBOLS, key, json_object_new_string(text), why);
}

void fit_symbol_read(struct fit *f, const char *key, const char *what,
		     uint64_t bytes, enum build_fact fact)
{
	unsigned line = f->log->facts[fact].line;
	char origin[96];

	snprintf(origin, sizeof(origin), "%s of log line %u", what, line);
	xappendf(&f->read, "%s%s %" PRIu64 " (line %u)", f->read ? ", " : "",
		 what, bytes, line);
	set_origin(f, GROUP_SYMBOLS, key, origin);
}

void fit_symbols_from(struct fit *f, enum build_fact fact, const char *what)
{
	unsigned line = f->log->facts[fact].line;
	struct json_object *group;
	char origin[96];

	json_object_object_get_ex(f->root, field_group_name(GROUP_SYMBOLS),
				  &group);
	snprintf(origin, sizeof(origin), "%s of log line %u, places guessed",
		 what, line);
	json_object_object_add(group, "origin", json_object_new_string(origin));
	xappendf(&f->read, "%s%s (line %u)", f->read ? ", " : "", what, line);
}

struct json_object *fit_own(const struct fit *f)
{
	struct json_object *fitted = NULL;

	json_object_object_get_ex(f->root, "fitted", &fitted);
	return fitted;
}

void fit_set_rule(struct fit *f, const struct kernel_rule *rule,
		  uint32_t variant, const char *origin)
{
	struct json_object *value =
		rule->variants ?
			json_object_new_string(rule->variants[variant].name) :
			json_object_new_int64(variant);

	xappendf(&f->rules, "%s%s %s (%s)", f->rules ? ", " : "", rule->name,
		 json_object_get_string(value), origin);
	json_object_object_add(own_member(fit_own(f), "rules"), rule->name,
			       new_entry(value, origin));
}

void fit_call_before(struct fit *f, const char *next, const char *call)
{
	own_call_before(fit_own(f), next, call);
}

void fit_drop_call(struct fit *f, const char *call, const char *why)
{
	json_object_object_add(own_member(fit_own(f), "calls_dropped"), call,
			       json_object_new_string(why));
}

void fit_read_words(struct fit *f, const char *list, const char *const *words,
		    size_t n, enum build_fact fact)
{
	struct json_object *values = json_object_new_array();
	char origin[32];

	for (size_t i = 0; i < n; i++)
		json_object_array_add(values, json_object_new_string(words[i]));
	snprintf(origin, sizeof(origin), "log line %u",
		 f->log->facts[fact].line);
	put_group(f->root, list, origin, values);
}

size_t fit_nr_words(const struct fit *f, const char *list)
{
	struct json_object *values = group_values(f->root, list);

	return values ? json_object_array_length(values) : 0;
}

static int by_text(const void *a, const void *b)
{
	struct json_object *const *x = a, *const *y = b;

	return strcmp(json_object_get_string(*x), json_object_get_string(*y));
}

void fit_add_word(struct fit *f, const char *list, const char *word,
		  const char *origin)
{
	struct json_object *values = group_values(f->root, list);

	if (!values) {
		values = json_object_new_array();
		put_group(f->root, list, origin, values);
	}
	json_object_array_add(values, json_object_new_string(word));
	json_object_array_sort(values, by_text); /* as all lists are */
}

/* Its place in the list, which may not be there; n: it is not in it. */
static size_t find_word(const struct fit *f, const char *list, const char *word,
			size_t *n)
{
	struct json_object *values = group_values(f->root, list);

	*n = fit_nr_words(f, list);
	for (size_t i = 0; i < *n; i++) {
		const char *s =
			plain_string(json_object_array_get_idx(values, i));

		if (s && !strcmp(s, word))
			return i;
	}
	return *n;
}

void fit_add_word_before(struct fit *f, const char *list, const char *word,
			 const char *next)
{
	struct json_object *values = group_values(f->root, list);
	size_t n, at = find_word(f, list, next, &n);

	if (at == n)
		return;
	for (size_t i = n; i > at; i--)
		json_object_array_put_idx(
			values, i,
			json_object_get(
				json_object_array_get_idx(values, i - 1)));
	json_object_array_put_idx(values, at, json_object_new_string(word));
}

bool fit_has_word(const struct fit *f, const char *list, const char *word)
{
	size_t n;

	return find_word(f, list, word, &n) < n;
}

void fit_drop_word(struct fit *f, const char *list, const char *word)
{
	size_t n, at = find_word(f, list, word, &n);

	if (at < n)
		json_object_array_del_idx(group_values(f->root, list), at, 1);
}

void fit_move_image(struct fit *f, uint64_t bytes)
{
	struct json_object *values =
		group_values(f->root, field_group_name(GROUP_SYMBOLS));

	json_object_object_foreach(values, key, v)
	{
		uint64_t at = fit_symbol(f, key);

		(void)v;
		if (at)
			fit_place_symbol(f, key, (at + bytes) & UINT32_MAX);
	}
}

bool fit_is_wide(const struct fit *f)
{
	return fit_number(f, GROUP_CONSTANTS, "sizeof(long)") == 8;
}

bool fit_crosses(const struct fit *f, const char *border)
{
	return !release_reaches(f->release, border) &&
	       release_reaches(f->base_release, border);
}

bool fit_is_of_distribution(const struct fit *f)
{
	const char *banner = f->log->banner ? f->log->banner : "";
	const char *fedora = strstr(f->release_name, ".fc");

	return strstr(banner, "-Ubuntu SMP") ||
	       (strstr(f->release_name, "-generic") &&
		strstr(banner, "(Ubuntu ")) ||
	       (fedora && fedora[3] >= '1' && fedora[3] <= '9');
}

#define ORDER_BYTES 104

uint64_t fit_order_bytes(uint64_t orders)
{
	return align_down(orders * ORDER_BYTES, 64);
}

void fit_grow_pglist_data(struct fit *f, int64_t more, const char *why)
{
	uint64_t bytes = fit_number(f, GROUP_SIZEOF, "struct pglist_data");

	if (more > 0 || bytes > 2 * (uint64_t)-more)
		fit_guess_number(f, GROUP_SIZEOF, "struct pglist_data",
				 bytes + (uint64_t)more, why);
}

void fit_set_orders(struct fit *f, uint64_t orders, const char *why)
{
	static const char key[] = "MAX_ORDER", block[] = "pageblock_order";
	uint64_t old = fit_number(f, GROUP_CONSTANTS, key);
	uint64_t order = fit_number(f, GROUP_CONSTANTS, block);
	int64_t bytes = (int64_t)(fit_nr_words(f, "zones") *
				  fit_order_bytes(max_u64(old, orders) -
						  min_u64(old, orders)));

	fit_grow_pglist_data(f, orders < old ? -bytes : bytes, why);
	fit_guess_number(f, GROUP_CONSTANTS, key, orders, why);
	/* As large as free blocks get, but for large pages of user space. */
	if (order == old - 1 || order >= orders)
		fit_guess_number(f, GROUP_CONSTANTS, block, orders - 1, why);
}
