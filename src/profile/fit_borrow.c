/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_borrow.h"

#include <stdio.h>

#include "model/release.h"
#include "profile/reader.h"

/* Options and addresses are of one build alone. */
static bool is_lent(const struct field *field, const char *arch)
{
	return (field->group == GROUP_SIZEOF ||
		field->group == GROUP_OFFSETOF ||
		field->group == GROUP_CONSTANTS) &&
	       field_of_arch(field, arch);
}

static void borrow_from(struct fit *f, const struct builtin_profile *lender)
{
	struct fit other = { .arch = f->arch };
	struct error err;
	char origin[96];

	other.root =
		json_text_parse(lender->json, lender->len, lender->name, &err);
	snprintf(origin, sizeof(origin), "of %s, a later build", lender->name);
	for (size_t i = 0; other.root && i < nr_profile_fields; i++) {
		const struct field *field = &profile_fields[i];
		uint64_t value = fit_number(&other, field->group, field->key);

		if (is_lent(field, f->arch) && value &&
		    !fit_number(f, field->group, field->key))
			fit_lend_number(f, field->group, field->key, value,
					origin);
	}
	json_object_put(other.root);
}

void fit_borrow(struct fit *f, const struct builtin_profile *base)
{
	const struct builtin_profile *lender =
		same_release_line(f->release, base->release) ?
			NULL :
			profile_later(base);

	if (lender)
		borrow_from(f, lender);
}
