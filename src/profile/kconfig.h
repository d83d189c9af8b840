/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_KCONFIG_H
#define INITMEM_PROFILE_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The configuration that a kernel was built with: a .config. */
struct kconfig {
	const char *name; /* where it was found, for messages */
	char *text; /* each line ended by a NUL */
	size_t len;
};

/* Takes a copy of the text. To be released. */
void kconfig_init(struct kconfig *c, const char *name, const char *text,
		  size_t len);
void kconfig_release(struct kconfig *c);

/* The text behind "OPTION=", or NULL. */
const char *kconfig_text(const struct kconfig *c, const char *option);

/* Whether it is "y". */
bool kconfig_set(const struct kconfig *c, const char *option);

/* Whether the configuration has the option, as set or as not set. */
bool kconfig_known(const struct kconfig *c, const char *option);

/* Its value, where that is a number. */
bool kconfig_number(const struct kconfig *c, const char *option, uint64_t *n);

/* "6.1.176" of the line that names the release; "" where none does. */
void kconfig_release_of(const struct kconfig *c, char *out, size_t size);

#endif
