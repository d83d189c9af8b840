/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit.h"
#include "model/release.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/fit_borrow.h"
#include "profile/fit_edit.h"
#include "profile/fit_image.h"
#include "profile/fit_rules.h"
#include "profile/fit_values.h"
#include "profile/fit_words.h"
#include "profile/nearest.h"
#include "profile/profile.h"
#include "profile/reader.h"
#include "profile/writer.h"
#include "util/alloc.h"

/* "6.7.5-zen1" of "Linux version 6.7.5-zen1 (...) ..."; NULL: none. */
static char *banner_release(const struct log_kernel *log)
{
	const char *at = log->banner ? log->banner + strlen("Linux version ") :
				       "";
	char *release = xstrndup(at, strcspn(at, " \t"));

	if (release_line_len(release))
		return release;
	free(release);
	return NULL;
}

bool kernel_can_fit(const struct machine *m)
{
	char *release = banner_release(&m->log_kernel);
	bool can = release && m->arch &&
		   profile_to_fit(m->arch, release, !m->lacks_lpae);

	free(release);
	return can;
}

/* Bytes that are no text would make the profile none. */
static struct json_object *clean_string(const char *text)
{
	char *copy = xstrndup(text, 1024);
	struct json_object *v;

	for (char *c = copy; *c; c++) {
		if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
			*c = '?';
	}
	v = json_object_new_string(copy);
	free(copy);
	return v;
}

static void set_build(struct fit *f, const char *release)
{
	struct json_object *build, *values;
	char origin[32];

	json_object_object_get_ex(f->root, "build", &build);
	json_object_object_get_ex(build, "values", &values);
	snprintf(origin, sizeof(origin), "log line %u", f->log->banner_line);
	json_object_object_add(build, "origin", json_object_new_string(origin));
	json_object_object_add(values, "release", clean_string(release));
	json_object_object_add(values, "banner", clean_string(f->log->banner));
}

static void prefix_origin(struct json_object *holder, const char *base)
{
	struct json_object *origin;
	char *text;

	if (!json_object_object_get_ex(holder, "origin", &origin))
		return;
	text = xasprintf("of %s: %s", base, json_object_get_string(origin));
	json_object_object_add(holder, "origin", json_object_new_string(text));
	free(text);
}

/* All that it has is of the base, until a line says otherwise. */
static void say_base(struct fit *f, const char *base)
{
	json_object_object_foreach(f->root, name, group)
	{
		if (!json_object_is_type(group, json_type_object))
			continue;
		prefix_origin(group, base);
		if (strcmp(name, "constants"))
			continue;
		json_object_object_foreach(group, key, constant)
		{
			(void)key;
			prefix_origin(constant, base);
		}
	}
}

/* That the line need not have the release, and where all comes from. */
static void say_fitted(struct fit *f, const char *base)
{
	struct json_object *fitted = json_object_new_object();

	json_object_object_add(fitted, "origin",
			       json_object_new_string("a boot log"));
	json_object_object_add(fitted, "base", json_object_new_string(base));
	json_object_object_add(fitted, "base_release",
			       json_object_new_string(f->base_release));
	json_object_object_add(f->root, "fitted", fitted);
}

static void set_name(struct fit *f, const char *name)
{
	char *copy = xstrndup(name, PROFILE_NAME_MAX);

	json_object_object_add(f->root, "name", clean_string(copy));
	free(copy);
}

static int edit(struct kernel_fit *fit, struct fit *f, const char *release,
		const char *name, const struct builtin_profile *base,
		struct error *err)
{
	const struct builtin_line *line = line_nearest(base, f->release);
	int ret;

	say_base(f, fit->base);
	fit_borrow(f, base);
	set_name(f, name ? name : release);
	set_build(f, release);
	say_fitted(f, fit->base);
	fit_image(f);
	fit_values(f);
	fit_words(f);
	json_object_object_add(f->root, "line",
			       json_object_new_string(line->name));
	ret = fit_rules(f, line, err);
	fit->json = profile_text(f->root);
	fit->read = f->read;
	fit->rules = f->rules;
	fit->guessed = fit_take_guesses(f);
	return ret;
}

static uint64_t memory_bytes(const struct machine_fdt *fdt)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < fdt->nr_memory; i++) {
		for (size_t r = 0; r < fdt->memory[i].nr_ranges; r++)
			sum += fdt->memory[i].ranges[r].size;
	}
	return sum;
}

int kernel_fit(struct kernel_fit *fit, struct kernel *k,
	       const struct machine *m, const char *where, const char *name,
	       struct error *err)
{
	const struct log_kernel *log = &m->log_kernel;
	char *release = banner_release(log);
	const struct builtin_profile *base =
		release ? profile_to_fit(m->arch, release, !m->lacks_lpae) :
			  NULL;
	struct fit f = { .log = log,
			 .lines = m->log,
			 .nr_lines = m->nr_log,
			 .cmdline = m->cmdline ? m->cmdline : "",
			 .arch = m->arch,
			 .memory = memory_bytes(&m->fdt) };
	int ret;

	memset(fit, 0, sizeof(*fit));
	if (!release || !base) {
		free(release);
		return error_set(
			err, "%s: no kernel of %s can be fitted to the log: %s",
			where, m->arch,
			release ? "there is no built-in one" :
				  "it has no line \"Linux version\"");
	}
	fit->base = base->name;
	f.base_release = base->release;
	f.base_plain = base->plain;
	f.release_name = release;
	f.release = release_with_repairs(release, log->banner);
	f.root = json_text_parse(base->json, base->len, base->name, err);
	ret = f.root ? edit(fit, &f, release, name, base, err) : -1;
	json_object_put(f.root);
	free(f.release);
	free(release);
	/* What lines say may be of no kernel that there can be. */
	if (!ret)
		ret = kernel_from_json(k, fit->json, strlen(fit->json), where,
				       err);
	if (ret)
		kernel_fit_release(fit);
	return ret;
}

void kernel_fit_release(struct kernel_fit *fit)
{
	free(fit->json);
	free(fit->read);
	free(fit->rules);
	free(fit->guessed);
	memset(fit, 0, sizeof(*fit));
}
