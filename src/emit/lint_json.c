/* SPDX-License-Identifier: GPL-2.0-only */
#include <json-c/json.h>
#include <string.h>

#include "emit/json_object.h"
#include "emit/lint.h"
#include "util/alloc.h"
#include "util/version.h"

/* Findings as JSON, a line each, and as one SARIF 2.1.0 document. */

#define SARIF_SCHEMA                                                           \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

static void add(json_object *to, const char *key, const char *s)
{
	json_object_object_add(to, key, s ? text_json(s) : NULL);
}

void lint_write_json(FILE *f, const struct lint *l, const char *name)
{
	for (size_t i = 0; i < l->nr_findings; i++) {
		const struct lint_finding *x = &l->findings[i];
		json_object *o = json_object_new_object();

		add(o, "file", name);
		add(o, "code", x->rule->code);
		add(o, "severity", lint_severity_name(x->severity));
		add(o, "title", x->rule->title);
		add(o, "where", x->where);
		add(o, "message", x->message);
		add(o, "kernel", lint_kernel(x));
		if (x->log)
			add(o, "log", x->log);
		add(o, "change", x->change);
		object_print(f, o, JSON_C_TO_STRING_PLAIN);
		json_object_put(o);
	}
}

struct sarif {
	json_object *root, *results, *notifications, *invocation;
};

/* SARIF wraps each text: { "text": ... } */
static json_object *message(const char *text)
{
	json_object *o = json_object_new_object();

	add(o, "text", text);
	return o;
}

static json_object *rule_descriptor(const struct lint_rule *rule)
{
	json_object *o = json_object_new_object();
	json_object *level = json_object_new_object();

	add(o, "id", rule->code);
	json_object_object_add(o, "shortDescription", message(rule->title));
	json_object_object_add(o, "fullDescription",
			       message(rule->explanation));
	add(level, "level", lint_severity_name(rule->severity));
	json_object_object_add(o, "defaultConfiguration", level);
	return o;
}

static json_object *tool(void)
{
	json_object *o = json_object_new_object();
	json_object *driver = json_object_new_object();
	json_object *rules = json_object_new_array();

	for (size_t i = 0; i < nr_lint_rules; i++)
		json_object_array_add(rules, rule_descriptor(&lint_rules[i]));
	add(driver, "name", "initmem");
	add(driver, "version", INITMEM_VERSION);
	json_object_object_add(driver, "rules", rules);
	json_object_object_add(o, "driver", driver);
	return o;
}

struct sarif *sarif_new(void)
{
	struct sarif *s = xcalloc(1, sizeof(*s));
	json_object *runs = json_object_new_array();
	json_object *run = json_object_new_object();
	json_object *invocations = json_object_new_array();

	s->root = json_object_new_object();
	s->results = json_object_new_array();
	s->notifications = json_object_new_array();
	s->invocation = json_object_new_object();
	add(s->root, "$schema", SARIF_SCHEMA);
	add(s->root, "version", "2.1.0");
	json_object_object_add(s->invocation, "executionSuccessful",
			       json_object_new_boolean(true));
	json_object_object_add(s->invocation, "toolExecutionNotifications",
			       s->notifications);
	json_object_array_add(invocations, s->invocation);
	json_object_object_add(run, "tool", tool());
	json_object_object_add(run, "invocations", invocations);
	json_object_object_add(run, "results", s->results);
	json_object_array_add(runs, run);
	json_object_object_add(s->root, "runs", runs);
	return s;
}

/* A relative reference (RFC 3986) of a path: what has a meaning is escaped. */
static json_object *uri(const char *path)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/+,=@";
	char *text = xcalloc(3 * strlen(path) + 1, 1), *to = text;
	json_object *o;

	for (; *path; path++) {
		if (strchr(plain, *path))
			*to++ = *path;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*path);
	}
	o = json_object_new_string(text);
	free(text);
	return o;
}

static json_object *location(const char *name, const char *where)
{
	json_object *o = json_object_new_object();
	json_object *physical = json_object_new_object();
	json_object *artifact = json_object_new_object();
	json_object *logicals = json_object_new_array();
	json_object *logical = json_object_new_object();

	json_object_object_add(artifact, "uri", uri(name));
	json_object_object_add(physical, "artifactLocation", artifact);
	json_object_object_add(o, "physicalLocation", physical);
	add(logical, "fullyQualifiedName", where);
	json_object_array_add(logicals, logical);
	json_object_object_add(o, "logicalLocations", logicals);
	return o;
}

static json_object *result(const struct lint_finding *x, const char *name)
{
	json_object *o = json_object_new_object();
	json_object *locations = json_object_new_array();
	const char *kernel = lint_kernel(x), *log = lint_extra_log(x);
	char *text = xasprintf("%s: %s%s%s%s%s%s%s", x->where, x->message,
			       kernel ? ". Kernel: " : "", kernel ? kernel : "",
			       log ? ". Log: " : "", log ? log : "",
			       x->change ? ". Change: " : "",
			       x->change ? x->change : "");

	add(o, "ruleId", x->rule->code);
	json_object_object_add(o, "ruleIndex",
			       json_object_new_int64(x->rule - lint_rules));
	add(o, "level", lint_severity_name(x->severity));
	json_object_object_add(o, "message", message(text));
	free(text);
	json_object_array_add(locations, location(name, x->where));
	json_object_object_add(o, "locations", locations);
	if (x->log) {
		json_object *properties = json_object_new_object();

		add(properties, "log", x->log);
		json_object_object_add(o, "properties", properties);
	}
	return o;
}

void sarif_add(struct sarif *s, const struct lint *l, const char *name)
{
	for (size_t i = 0; i < l->nr_findings; i++)
		json_object_array_add(s->results,
				      result(&l->findings[i], name));
}

void sarif_add_failure(struct sarif *s, const char *text)
{
	json_object *o = json_object_new_object();

	add(o, "level", "error");
	json_object_object_add(o, "message", message(text));
	json_object_array_add(s->notifications, o);
	json_object_object_add(s->invocation, "executionSuccessful",
			       json_object_new_boolean(false));
}

void sarif_write(FILE *f, const struct sarif *s)
{
	object_print(f, s->root, JSON_C_TO_STRING_PRETTY);
}

void sarif_free(struct sarif *s)
{
	if (!s)
		return;
	json_object_put(s->root);
	free(s);
}
