/* SPDX-License-Identifier: GPL-2.0-only */
#include <libfdt.h>
#include <stddef.h>
#include <stdint.h>

#include "input/bootlog.h"
#include "input/dtb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A board's tree whose memory its boot loader fills in, but for the first MiB. */
static int make_tree(char *fdt, int size)
{
	static const uint32_t reg[] = { 0, 0x40000000, 0, 0x100000 };
	int node;

	if (fdt_create_empty_tree(fdt, size) ||
	    fdt_setprop_u32(fdt, 0, "#address-cells", 2) ||
	    fdt_setprop_u32(fdt, 0, "#size-cells", 2))
		return -1;
	node = fdt_add_subnode(fdt, 0, "memory@40000000");
	for (size_t i = 0; i < sizeof(reg) / sizeof(reg[0]); i++) {
		if (fdt_appendprop_u32(fdt, node, "reg", reg[i]))
			return -1;
	}
	return fdt_setprop_string(fdt, node, "device_type", "memory");
}

static void with_tree(const char *text, size_t size)
{
	static const struct input_options opt = { .log_beside = true };
	struct machine m, tree;
	struct error err = { 0 };
	char fdt[1024];

	if (make_tree(fdt, sizeof(fdt)) ||
	    machine_from_dtb(&tree, fdt, sizeof(fdt), "tree", &opt, &err))
		__builtin_trap();
	if (!machine_from_log_and_tree(&m, text, size, "fuzz", &tree, &opt,
				       &err))
		machine_release(&m);
	else if (!err.set)
		__builtin_trap();
}

/*
 * Any bytes as a boot log: the last boot, the first, with options, and with a
 * tree beside it.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct input_options opt[] = {
		{ .kind = INPUT_AUTO },
		{ .boot = 1,
		  .cpus = 3,
		  .append = "mem=1G",
		  .cpu_features = "amd,gbpages" },
	};
	const char *text = (const char *)data;

	for (size_t i = 0; i < sizeof(opt) / sizeof(opt[0]); i++) {
		struct error err = { 0 };
		struct machine m;

		if (!machine_from_log(&m, text, size, "fuzz", &opt[i], &err))
			machine_release(&m);
		else if (!err.set)
			__builtin_trap();
	}
	with_tree(text, size);
	is_log(text, size);
	return 0;
}
