/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ANSWER_DIALECT_MEMORY_H
#define INITMEM_ANSWER_DIALECT_MEMORY_H

#include "model/boot.h"

/*
 * The line "Memory:" in the words of a log's: `form` is that one, `line` what
 * is predicted. From the form are the words and the sizes of the image's
 * sections, which are facts of its build; of what is free, reserved, absent or
 * high memory nothing. To be freed; NULL: `line` is no such line.
 */
char *dialect_memory(const char *form, const char *line, const struct boot *b);

#endif
