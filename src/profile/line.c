/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/line.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/release.h"
#include "model/rules.h"
#include "profile/lines.h"
#include "profile/nearest.h"
#include "util/alloc.h"

#define SCHEMA "initmem-line-1"

static void append(char **text, const char *word)
{
	xappendf(text, "%s%s", **text ? ", " : "", word);
}

static char *joined(const char *const *words)
{
	char *text = xstrdup("");

	for (; *words; words++)
		append(&text, *words);
	return text;
}

/* "6.1 (arm64, i386), 4.0 (arm)" */
static char *known_lines(void)
{
	char *text = xstrdup("");

	for (size_t i = nr_builtin_lines; i-- > 0;) {
		const struct builtin_line *l = &builtin_lines[i];
		char *releases = joined(l->releases);
		char *archs = joined(l->archs);

		xappendf(&text, "%s%s (%s)", *text ? ", " : "", releases,
			 archs);
		free(archs);
		free(releases);
	}
	return text;
}

/* Not silently another line: says which there are, and what is nearest. */
static int no_line(struct reader *r)
{
	const struct builtin_profile *near =
		profile_nearest(r->k->arch, r->k->release, true);
	char *lines = known_lines();

	error_set(
		r->err,
		"%s: Linux %s: the rules of this line are not known for %s; known are %s, the nearest kernel is %s",
		r->where, r->k->release, r->k->arch, lines,
		near ? near->name : "none");
	free(lines);
	return -1;
}

static int unknown_line(struct reader *r, const char *name)
{
	char *list = xstrdup("");

	for (size_t i = 0; i < nr_builtin_lines; i++)
		append(&list, builtin_lines[i].name);
	error_set(r->err,
		  "%s: /line: \"%.64s\": no such release line, known are %s",
		  r->where, name, list);
	free(list);
	return -1;
}

/* The release that the image itself prints, where the profile has it. */
static int check_banner(struct reader *r)
{
	static const char start[] = "Linux version ";
	const char *banner = r->k->banner;

	if (!banner || strncmp(banner, start, strlen(start)) != 0 ||
	    same_release_line(banner + strlen(start), r->k->release))
		return 0;
	return error_set(
		r->err,
		"%s: release %s, but the kernel's own words are \"%.60s\"",
		r->where, r->k->release, banner);
}

const struct builtin_line *line_named(const char *name)
{
	for (size_t i = 0; i < nr_builtin_lines; i++) {
		if (!strcmp(builtin_lines[i].name, name))
			return &builtin_lines[i];
	}
	return NULL;
}

/* The line of that name, though it has not the release: it is the nearest. */
static const struct builtin_line *near_line(struct reader *r, const char *name)
{
	const struct builtin_line *l = line_named(name);

	if (line_has(l, *l->releases, r->k->arch))
		return l;
	no_line(r);
	return NULL;
}

/* No line has the release, but the image showed whose way it goes. */
static bool found_by_marks(const struct reader *r)
{
	struct json_object *v = NULL;
	const char *by;

	json_object_object_get_ex(r->found, "by", &v);
	by = plain_string(v);
	return by && !strcmp(by, "marks");
}

/* The line that has the release, by the name given; NULL with an error. */
static const struct builtin_line *find_line(struct reader *r, const char *name)
{
	const struct builtin_line *l;

	if (name && !line_named(name)) {
		unknown_line(r, name);
		return NULL;
	}
	if (name && (r->fitted || found_by_marks(r)))
		return near_line(r, name);
	l = line_of(r->k->release, r->k->arch);
	if (!l) {
		no_line(r);
	} else if (name && strcmp(l->name, name)) {
		error_set(r->err, "%s: /line: \"%.64s\", but %s has release %s",
			  r->where, name, l->name, r->k->release);
		l = NULL;
	}
	return l;
}

/* "steal, expand"; "1 to 8" */
static char *allowed(const struct kernel_rule *rule)
{
	char *text = xstrdup("");

	if (!rule->variants) {
		free(text);
		return xasprintf("%" PRIu32 " to %" PRIu32, rule->min,
				 rule->max);
	}
	for (size_t i = 0; i < rule->nr_variants; i++)
		append(&text, rule->variants[i].name);
	return text;
}

static int wrong_rule(struct reader *r, const struct kernel_rule *rule,
		      const char *value)
{
	char *list = allowed(rule);

	error_set(r->err,
		  "%s: /rules/%s/value: %.64s, expected of %s: %s; or null",
		  r->k->line, rule->name, value, rule->function, list);
	free(list);
	return -1;
}

/* The value, which may be one for each architecture. */
static struct json_object *value_for(struct json_object *v, const char *arch,
				     bool *missing)
{
	*missing = false;
	if (!json_object_is_type(v, json_type_object))
		return v;
	*missing = !json_object_object_get_ex(v, arch, &v);
	return *missing ? NULL : v;
}

struct json_object *line_parse(const struct builtin_line *l, struct error *err)
{
	return json_text_parse(l->json, l->len, l->name, err);
}

const char *line_rule(struct json_object *root, const struct kernel_rule *rule,
		      const char *arch)
{
	struct json_object *v;
	bool missing;

	if (!json_object_object_get_ex(root, "rules", &v) ||
	    !json_object_object_get_ex(v, rule->name, &v) ||
	    !json_object_object_get_ex(v, "value", &v))
		return NULL;
	return plain_string(value_for(v, arch, &missing));
}

static char *behind_in_list(struct json_object *list, const char *call)
{
	size_t n = json_object_is_type(list, json_type_array) ?
			   json_object_array_length(list) :
			   0;

	for (size_t i = 0; i + 1 < n; i++) {
		const char *name =
			plain_string(json_object_array_get_idx(list, i));

		if (name && !strcmp(name, call))
			return xstrdup(plain_string(
				json_object_array_get_idx(list, i + 1)));
	}
	return NULL;
}

static char *behind_in_line(const struct builtin_line *l, const char *call,
			    const char *arch)
{
	struct error err = { 0 };
	struct json_object *root = line_parse(l, &err), *v;
	char *found = NULL;
	bool missing;

	if (json_object_object_get_ex(root, "calls", &v) &&
	    json_object_object_get_ex(v, "values", &v)) {
		json_object_object_foreach(v, caller, list)
		{
			(void)caller;
			if (!found)
				found = behind_in_list(value_for(list, arch,
								 &missing),
						       call);
		}
	}
	json_object_put(root);
	return found;
}

/* The table is in the order of names, which is that of releases but for tens. */
static bool is_newer(const struct builtin_line *a, const struct builtin_line *b)
{
	return release_reaches(a->releases[0], b->releases[0]);
}

char *line_call_behind(const char *call, const char *arch, const char *until)
{
	const struct builtin_line *newest = NULL;
	char *found = NULL;

	for (size_t i = 0; i < nr_builtin_lines; i++) {
		const struct builtin_line *l = &builtin_lines[i];
		bool passed = (newest && !is_newer(l, newest)) ||
			      (until && release_reaches(l->releases[0], until));
		char *next = passed ? NULL : behind_in_line(l, call, arch);

		if (!next)
			continue;
		free(found);
		found = next;
		newest = l;
	}
	return found;
}

/* -1: it is none. */
static int64_t rule_value(const struct kernel_rule *rule, struct json_object *v)
{
	const char *text = plain_string(v);
	int64_t n = json_object_get_int64(v);

	if (rule->variants)
		return text ? kernel_rule_variant(rule, text) : -1;
	return json_object_is_type(v, json_type_int) && n >= rule->min &&
			       n <= rule->max ?
		       n :
		       -1;
}

static int read_rule(struct reader *r, const struct kernel_rule *rule,
		     struct json_object *entry, unsigned char *given)
{
	struct json_object *v;
	int64_t value;
	bool missing;

	if (!json_object_object_get_ex(entry, "value", &v))
		return wrong_rule(r, rule, "missing");
	v = value_for(v, r->k->arch, &missing);
	if (missing)
		return wrong_rule(r, rule, "nothing for this architecture");
	if (!v)
		return 0;
	value = rule_value(rule, v);
	if (value < 0)
		return wrong_rule(r, rule, json_object_to_json_string(v));
	kernel_rule_set(rule, &r->k->rules, (uint32_t)value);
	*given = 1;
	return 0;
}

static const char *variant_text(const struct reader *r,
				const struct kernel_rule *rule)
{
	return rule->variants ?
		       rule->variants[kernel_rule_get(rule, &r->k->rules)].name :
		       "a number";
}

static int check_contradictions(struct reader *r, const unsigned char *given)
{
	struct kernel_rule_conflict c;

	if (!kernel_rules_contradict(&r->k->rules, given, &c))
		return 0;
	return error_set(
		r->err,
		"%s: /rules: %s is %s, and %s is %s: expected only one of the two",
		r->k->line, c.rules[0]->name, variant_text(r, c.rules[0]),
		c.rules[1]->name, variant_text(r, c.rules[1]));
}

/* What says where the kernel goes another way than its line: a log, an image. */
static struct json_object *own_ways(const struct reader *r)
{
	return r->fitted ? r->fitted : r->found;
}

/* A kernel on no line may go another way than the one that stands in. */
static bool own_rule(const struct reader *r, const char *name,
		     struct json_object **entry)
{
	struct json_object *rules;

	return json_object_object_get_ex(own_ways(r), "rules", &rules) &&
	       json_object_object_get_ex(rules, name, entry);
}

/*
 * A rule whose variants are all dated needs no word of a line: its kernels go
 * the way of their release. Whether that has bootmem a line says, and has said.
 */
static bool rule_by_release(struct reader *r, const struct kernel_rule *rule,
			    unsigned char *given)
{
	int variant = kernel_rule_of_release(rule, r->k->release);

	if (variant < 0)
		return false;
	if (rule->kernels == WITH_MEMBLOCK && kernel_has_bootmem(r->k))
		return true;
	kernel_rule_set(rule, &r->k->rules, (uint32_t)variant);
	*given = 1;
	return true;
}

static bool rule_entry(const struct reader *r, struct json_object *rules,
		       const char *name, struct json_object **entry)
{
	return own_rule(r, name, entry) ||
	       json_object_object_get_ex(rules, name, entry);
}

static int read_each_rule(struct reader *r, struct json_object *rules,
			  unsigned char *given)
{
	json_object_object_foreach(rules, name, unused)
	{
		(void)unused;
		if (!kernel_rule_find(name))
			return error_set(
				r->err,
				"%s: /rules/%.64s: no such rule, expected one that a RULE() under src/ declares",
				r->k->line, name);
	}
	for (size_t i = 0; i < NR_KERNEL_RULES; i++) {
		struct json_object *entry;

		if (rule_entry(r, rules, kernel_rules[i].name, &entry) &&
		    read_rule(r, &kernel_rules[i], entry, &given[i]))
			return -1;
	}
	for (size_t i = 0; i < NR_KERNEL_RULES; i++) {
		const struct kernel_rule *rule = &kernel_rules[i];
		struct json_object *entry;

		if (!rule_entry(r, rules, rule->name, &entry) &&
		    !rule_by_release(r, rule, &given[i]))
			return wrong_rule(r, rule, "missing");
	}
	return check_contradictions(r, given);
}

static int read_rules(struct reader *r, struct json_object *root)
{
	struct json_object *rules = NULL;
	unsigned char *given;
	int ret;

	json_object_object_get_ex(root, "rules", &rules);
	if (!json_object_is_type(rules, json_type_object))
		return error_set(r->err, "%s: /rules: missing", r->k->line);
	given = xcalloc(NR_KERNEL_RULES, 1);
	ret = read_each_rule(r, rules, given);
	free(given);
	return ret;
}

static int wrong_calls(struct reader *r, const char *caller)
{
	return error_set(
		r->err,
		"%s: /calls/values/%.64s: wrong type, expected a list of strings, or one for each architecture",
		r->k->line, caller);
}

/* What a kernel calls right before, which its line does not; NULL: nothing. */
static const char *own_call(const struct reader *r, const char *name)
{
	struct json_object *calls, *v;

	return json_object_object_get_ex(own_ways(r), "calls_before", &calls) &&
			       json_object_object_get_ex(calls, name, &v) ?
		       plain_string(v) :
		       NULL;
}

/* What only its line calls. */
static bool is_dropped(const struct reader *r, const char *name)
{
	struct json_object *calls;

	return json_object_object_get_ex(own_ways(r), "calls_dropped",
					 &calls) &&
	       json_object_object_get_ex(calls, name, NULL);
}

static int add_callees(struct reader *r, const char *caller,
		       struct json_object *list)
{
	struct call_order *o = &r->k->calls;
	size_t n = json_object_array_length(list), at = 0;
	struct callees *c = &o->v[o->n++];

	c->caller = xstrdup(caller);
	c->names = xcalloc(2 * n + 1, sizeof(*c->names));
	for (size_t i = 0; i < n; i++) {
		const char *name =
			plain_string(json_object_array_get_idx(list, i));
		const char *before = name ? own_call(r, name) : NULL;

		if (!name)
			return wrong_calls(r, caller);
		if (before)
			c->names[at++] = xstrdup(before);
		if (!is_dropped(r, name))
			c->names[at++] = xstrdup(name);
	}
	return 0;
}

static int read_calls(struct reader *r, struct json_object *root)
{
	struct json_object *values = group_values(root, "calls");

	if (!values || !json_object_is_type(values, json_type_object))
		return error_set(r->err, "%s: /calls: missing", r->k->line);
	r->k->calls.v = xcalloc((size_t)json_object_object_length(values) + 1,
				sizeof(*r->k->calls.v));
	json_object_object_foreach(values, caller, callees)
	{
		struct json_object *list = callees;

		if (json_object_is_type(callees, json_type_object) &&
		    !json_object_object_get_ex(callees, r->k->arch, &list))
			continue;
		if (!json_object_is_type(list, json_type_array))
			return wrong_calls(r, caller);
		if (add_callees(r, caller, list))
			return -1;
	}
	return 0;
}

static void add_reason(struct kernel *k, char *reason)
{
	if (k->line_inexact)
		xappendf(&k->line_inexact, "; %s", reason);
	else
		k->line_inexact = xstrdup(reason);
	free(reason);
}

/* The architectures whose rules no boot has been held against. */
static int read_unproven(struct reader *r, struct json_object *root)
{
	struct json_object *list;
	const char *arch;

	if (!json_object_object_get_ex(root, "unproven", &list))
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return error_set(
			r->err,
			"%s: /unproven: wrong type, expected a list of architectures",
			r->k->line);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		arch = plain_string(json_object_array_get_idx(list, i));
		if (arch && !strcmp(arch, r->k->arch))
			add_reason(
				r->k,
				xasprintf(
					"%s: its rules for %s are read from the source, and not held against a boot yet",
					r->k->line, arch));
	}
	return 0;
}

static int read_inexact(struct reader *r, struct json_object *root)
{
	if (found_by_marks(r))
		add_reason(
			r->k,
			xasprintf(
				"Linux %s is of no release line: %s stands in, and its ways where neither the image nor the release tells of others",
				r->k->release, r->k->line));
	return read_unproven(r, root);
}

static int read_root(struct reader *r, struct json_object *root)
{
	struct kernel *k = r->k;
	struct json_object *v = NULL;
	const char *schema;

	json_object_object_get_ex(root, "schema", &v);
	schema = plain_string(v);
	if (!schema || strcmp(schema, SCHEMA))
		return error_set(
			r->err,
			"%s: /schema: not a release line, expected \"" SCHEMA
			"\"",
			k->line);
	return read_inexact(r, root) || read_rules(r, root) ||
			       read_renames(r, k->line, root, "functions",
					    &k->functions) ||
			       read_renames(r, k->line, root, "log_prefixes",
					    &k->log_prefixes) ||
			       read_calls(r, root) ?
		       -1 :
		       0;
}

int line_read_text(struct reader *r, const char *name, const char *json,
		   size_t len)
{
	struct json_object *root = json_text_parse(json, len, name, r->err);
	int ret;

	if (!root)
		return -1;
	r->k->line = xstrdup(name);
	ret = read_root(r, root);
	json_object_put(root);
	return ret;
}

int line_read(struct reader *r, const char *name)
{
	const struct builtin_line *l;

	if (check_banner(r))
		return -1;
	l = find_line(r, name);
	return l ? line_read_text(r, l->name, l->json, l->len) : -1;
}

void line_release(struct kernel *k)
{
	for (size_t i = 0; i < k->calls.n; i++) {
		struct callees *c = &k->calls.v[i];

		for (size_t n = 0; c->names && c->names[n]; n++)
			free(c->names[n]);
		free(c->names);
		free(c->caller);
	}
	free(k->functions.v);
	free(k->log_prefixes.v);
	free(k->calls.v);
	free(k->line_inexact);
	free(k->line);
}
