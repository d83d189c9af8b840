/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "answer/explain.h"
#include "arch/arch.h"
#include "emit/answer.h"
#include "emit/json.h"
#include "emit/lint.h"
#include "emit/text.h"
#include "input/bootlog.h"
#include "input/dtb.h"
#include "input/pc.h"
#include "journal/boot.h"
#include "profile/profile.h"
#include "start/sequence.h"

#include "oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static FILE *nowhere;
static struct watcher watcher;

static bool print_all(void *ctx, const struct boot *b)
{
	struct text_style style = { .width = 80 };

	(void)ctx;
	json_write_record(nowhere, b, 0);
	text_write_record(nowhere, b, 0, &style);
	return watcher_observe(&watcher, b);
}

static void print_account(const struct boot *b)
{
	struct answer a = { 0 };

	explain_account(&a, b, &watcher);
	answer_write_text(nowhere, &a,
			  &(struct text_style){ .color = true, .width = 80 },
			  true);
	answer_release(&a);
}

static void print_findings(const struct machine *m, const struct kernel *k,
			   const struct boot *b)
{
	struct lint l = { .machine = m, .kernel = k, .boot = b };

	lint_run(&l);
	lint_write_text(nowhere, &l, "fuzz",
			&(struct text_style){ .width = 80 });
	lint_release(&l);
}

static void boot(struct machine *m, const struct kernel *k)
{
	const struct arch *arch = arch_find(k);
	struct boot b;

	arch->boot_loader(m, k);
	if (!lint_has_memory(m)) {
		print_findings(m, k, NULL);
		return;
	}
	boot_init(&b, m, k, arch);
	b.observer = print_all;
	memset(&watcher, 0, sizeof(watcher));
	boot_run(&b, NULL);
	draw_views(&b);
	print_account(&b);
	print_findings(m, k, &b);
	check_boot(&b, &watcher);
	watcher_release(&watcher);
	boot_release(&b);
}

/* One of the kernels that the machine can boot, by the size of the input. */
static const struct kernel *choose_kernel(const struct machine *m, size_t size)
{
	static struct kernel kernels[32];
	size_t can[32], n = 0;

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		if (!m->arch || !strcmp(builtin_profiles[i].arch, m->arch))
			can[n++] = i;
	}
	if (!n)
		return NULL;
	size = can[size % n];
	if (!kernels[size].name) {
		struct error error = { 0 };

		if (kernel_load(&kernels[size], builtin_profiles[size].name,
				&error))
			errx(2, "%s", error.text);
	}
	return &kernels[size];
}

/* Any bytes as a tree or a boot log, booted, and all that is said of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t fdt_magic[] = { 0xd0, 0x0d, 0xfe, 0xed };
	const struct input_options opt = { .may_lack_memory = true };
	struct error error = { 0 };
	const struct kernel *k;
	struct machine m;
	int ret;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (size >= 4 && !memcmp(data, fdt_magic, 4))
		ret = machine_from_dtb(&m, data, size, "fuzz", &opt, &error);
	else
		ret = machine_from_log(&m, (const char *)data, size, "fuzz",
				       &opt, &error);
	if (ret)
		return 0;
	k = choose_kernel(&m, size);
	if (k)
		boot(&m, k);
	machine_release(&m);
	return 0;
}
