/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/dtb.h"
#include "input/dt_device.h"

#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "input/cpu_features.h"
#include "util/alloc.h"

/* MAX_FDT_SIZE of the ARM kernels: what they map of a tree. */
#define MAX_FDT_SIZE (2u << 20)
/* unflatten_dt_nodes(), drivers/of/fdt.c, passes over deeper nodes. */
#define MAX_NODE_DEPTH 62
/* No name comes near this; it keeps the checks linear. */
#define MAX_PROP_NAME 1024
#define EDIT_SLACK 65536

/* A blob that we may change, and whose it is. */
struct blob {
	void *fdt;
	size_t size; /* of the buffer */
	const char *name;
	struct error *err;
};

static int fail(const struct blob *b, const char *doing, int ret)
{
	return error_set(b->err, "%s: %s: %s", b->name, doing,
			 fdt_strerror(ret));
}

/*
 * Properties may share a long name; looking for its end once for each of them
 * would make the time grow with the square of the size.
 */
static int check_names(const void *fdt, const char *name, struct error *err)
{
	const char *strings = (const char *)fdt + fdt_off_dt_strings(fdt);
	size_t size = fdt_size_dt_strings(fdt), at = 0;

	while (at < size) {
		size_t len = strnlen(strings + at, size - at);

		if (len > MAX_PROP_NAME)
			return error_set(
				err,
				"%s: strings block: a name of %zu bytes, at most %d are allowed",
				name, len, MAX_PROP_NAME);
		at += len + 1;
	}
	return 0;
}

/* Where a walk over the structure block is. */
struct walk {
	const uint8_t *block;
	size_t size, at;
	size_t strings; /* bytes of the strings block */
	bool aligns_values; /* before version 16: long values at 8 bytes */
	unsigned depth;
};

/* The next `len` bytes and their padding; false if they are not all there. */
static bool pass(struct walk *w, size_t len)
{
	if (len > w->size - w->at)
		return false;
	w->at += len;
	w->at += -w->at & 3;
	return w->at <= w->size;
}

/* Behind the token of a node: its name. NULL, or what is wrong. */
static const char *pass_name(struct walk *w)
{
	size_t left = w->size - w->at;
	size_t len = strnlen((const char *)w->block + w->at, left);

	if (len == left || !pass(w, len + 1))
		return "a node's name has no end";
	w->depth++;
	return NULL;
}

/* Behind the token of a property: length, name and value. */
static const char *pass_property(struct walk *w)
{
	size_t head = w->at;
	uint32_t len;

	if (!w->depth)
		return "a property lies outside of all nodes";
	if (!pass(w, 8))
		return "a property is cut off";
	len = (uint32_t)dt_read(w->block + head, 1);
	if (dt_read(w->block + head + 4, 1) >= w->strings)
		return "a property's name lies behind the strings block";
	if (w->aligns_values && len >= 8 && w->at % 8 && !pass(w, 4))
		return "a property is cut off";
	if (!pass(w, len))
		return "a property is longer than what is left";
	return NULL;
}

static const char *pass_token(struct walk *w, uint32_t token)
{
	switch (token) {
	case FDT_BEGIN_NODE:
		return pass_name(w);
	case FDT_PROP:
		return pass_property(w);
	case FDT_END_NODE:
		return w->depth-- ? NULL : "a node ends that did not begin";
	case FDT_NOP:
		return NULL;
	case FDT_END:
		return "the tree ends inside a node";
	default:
		return "no token of a tree";
	}
}

/*
 * Each token moves on, and nothing reaches past the block: libfdt adds lengths
 * up in 32 bits, where one just below 2^32 leads back, for ever.
 */
static int check_structure(const void *fdt, const char *name, struct error *err)
{
	struct walk w = {
		.block = (const uint8_t *)fdt + fdt_off_dt_struct(fdt),
		.size = fdt_version(fdt) >= 17 ?
				fdt_size_dt_struct(fdt) :
				fdt_totalsize(fdt) - fdt_off_dt_struct(fdt),
		.strings = fdt_size_dt_strings(fdt),
		.aligns_values = fdt_version(fdt) < 16,
	};

	for (size_t at = 0; pass(&w, 4); at = w.at) {
		uint32_t token = (uint32_t)dt_read(w.block + at, 1);
		const char *wrong;

		if (token == FDT_END && !w.depth)
			return 0;
		wrong = pass_token(&w, token);
		if (wrong)
			return error_set(
				err,
				"%s: structure: byte %zu (token %u): %s; the block has %zu bytes",
				name, at, token, wrong, w.size);
	}
	return error_set(
		err,
		"%s: structure: its %zu bytes end without the token of the end",
		name, w.size);
}

/* What the header says of the blob's size; nothing behind it is looked at. */
static int check_size(const void *fdt, size_t len, const char *name,
		      struct error *err)
{
	if (len < sizeof(struct fdt_header))
		return error_set(
			err,
			"%s: header: truncated after %zu bytes, expected at least %zu",
			name, len, sizeof(struct fdt_header));
	if (fdt_magic(fdt) != FDT_MAGIC)
		return error_set(err,
				 "%s: header: magic 0x%08x, expected 0x%08x",
				 name, fdt_magic(fdt), FDT_MAGIC);
	if (fdt_totalsize(fdt) > MAX_FDT_SIZE)
		return error_set(
			err,
			"%s: header: totalsize %u, the kernel maps at most %u bytes",
			name, fdt_totalsize(fdt), MAX_FDT_SIZE);
	if (fdt_totalsize(fdt) > len)
		return error_set(err,
				 "%s: truncated: %zu bytes, the header says %u",
				 name, len, fdt_totalsize(fdt));
	return 0;
}

static int check_blob(const void *fdt, const char *name, struct error *err)
{
	int ret = fdt_check_header(fdt);

	if (ret)
		return error_set(err, "%s: header: %s", name,
				 fdt_strerror(ret));
	if (check_names(fdt, name, err) || check_structure(fdt, name, err))
		return -1;
	ret = fdt_check_full(fdt, fdt_totalsize(fdt));
	if (ret)
		return error_set(err, "%s: structure: %s", name,
				 fdt_strerror(ret));
	return 0;
}

/* /chosen, made if it is not there. */
static int chosen_node(const struct blob *b)
{
	int node = fdt_path_offset(b->fdt, "/chosen");

	return node >= 0 ? node : fdt_add_subnode(b->fdt, 0, "chosen");
}

static char *new_cmdline(const struct blob *b, int chosen,
			 const struct input_options *opt)
{
	const char *old = opt->cmdline;
	size_t len = old ? strlen(old) : 0;
	int prop_len;

	if (!old) {
		old = fdt_getprop(b->fdt, chosen, "bootargs", &prop_len);
		len = old ? strnlen(old, (size_t)prop_len) : 0;
	}
	if (!opt->append)
		return xstrndup(old ? old : "", len);
	return xasprintf("%.*s%s%s", (int)len, old ? old : "", len ? " " : "",
			 opt->append);
}

static int edit_cmdline(const struct blob *b, const struct input_options *opt)
{
	int chosen = chosen_node(b), ret;
	char *cmdline;

	if (chosen < 0)
		return fail(b, "/chosen", chosen);
	cmdline = new_cmdline(b, chosen, opt);
	ret = fdt_setprop(b->fdt, chosen, "bootargs", cmdline,
			  (int)strlen(cmdline) + 1);
	free(cmdline);
	return ret ? fail(b, "/chosen: bootargs", ret) : 0;
}

static int edit_initrd(const struct blob *b, const struct range *initrd)
{
	int chosen = chosen_node(b), ret;

	if (chosen < 0)
		return fail(b, "/chosen", chosen);
	ret = fdt_setprop_u64(b->fdt, chosen, "linux,initrd-start",
			      initrd->base);
	if (!ret)
		ret = fdt_setprop_u64(b->fdt, chosen, "linux,initrd-end",
				      initrd->base + initrd->size);
	return ret ? fail(b, "/chosen: initrd", ret) : 0;
}

static bool has_type(const void *fdt, int node, const char *type)
{
	int len;
	const char *have = fdt_getprop(fdt, node, "device_type", &len);

	return have && len == (int)strlen(type) + 1 &&
	       memcmp(have, type, (size_t)len) == 0;
}

static bool is_memory(const void *fdt, int node)
{
	return has_type(fdt, node, "memory");
}

static bool is_cpu(const void *fdt, int node)
{
	const char *name = fdt_get_name(fdt, node, NULL);

	return has_type(fdt, node, "cpu") || strcmp(name, "cpu") == 0 ||
	       strncmp(name, "cpu@", 4) == 0;
}

/* Deletes the children that `is` picks, the first `keep` apart. */
static int prune(const struct blob *b, int parent,
		 bool (*is)(const void *fdt, int node), unsigned keep,
		 unsigned *found)
{
	int node = fdt_first_subnode(b->fdt, parent);

	*found = 0;
	while (node >= 0) {
		int next = fdt_next_subnode(b->fdt, node), ret = 0;

		/* NOPs are no node any more, and nothing has to move. */
		if (is(b->fdt, node) && (*found)++ >= keep)
			ret = fdt_nop_node(b->fdt, node);
		if (ret)
			return fail(b, "delete node", ret);
		node = next;
	}
	return 0;
}

static int edit_cpus(const struct blob *b, unsigned cpus)
{
	int parent = fdt_path_offset(b->fdt, "/cpus");
	unsigned found = 0;

	if (parent >= 0 && prune(b, parent, is_cpu, cpus, &found))
		return -1;
	if (found < cpus)
		return error_set(b->err,
				 "%s: /cpus: %u CPUs, --cpus asks for %u",
				 b->name, found, cpus);
	return 0;
}

/* Cells of a node's children as it says itself; 0 is no legal answer here. */
static uint32_t own_cells(const void *fdt, int node, const char *prop)
{
	int len;
	const fdt32_t *p = fdt_getprop(fdt, node, prop, &len);

	return !p ? 1 : len < 4 ? 0 : fdt32_to_cpu(*p);
}

static bool put_cells(uint8_t **at, uint32_t cells, uint64_t v)
{
	if (cells == 1 && v >> 32)
		return false;
	for (uint32_t i = 0; i < 4 * cells; i++) {
		uint32_t shift = 8 * (4 * cells - 1 - i);

		*(*at)++ = (uint8_t)(shift < 64 ? v >> shift : 0);
	}
	return true;
}

/* `reg` of all --memory entries for one node; *len in bytes. */
static uint8_t *memory_reg(const struct blob *b,
			   const struct input_options *opt, int nid, int *len)
{
	uint32_t ac = own_cells(b->fdt, 0, "#address-cells");
	uint32_t sc = own_cells(b->fdt, 0, "#size-cells");
	uint8_t *reg, *at;

	if (!ac || !sc || ac > 4 || sc > 4) {
		error_set(
			b->err,
			"%s: /: #address-cells %u and #size-cells %u, expected 1 to 4",
			b->name, ac, sc);
		return NULL;
	}
	at = reg = xcalloc(opt->nr_memory, 4 * (ac + sc));
	for (size_t i = 0; i < opt->nr_memory; i++) {
		const struct input_memory *m = &opt->memory[i];

		if (m->nid != nid)
			continue;
		if (put_cells(&at, ac, m->range.base) &&
		    put_cells(&at, sc, m->range.size))
			continue;
		error_set(
			b->err,
			"%s: /: cells of 32 bits, --memory 0x%" PRIx64
			",0x%" PRIx64 " needs 64%s",
			b->name, m->range.base, m->range.size,
			m->range.base >> 32 && ac == 1 ?
				"" :
				": say it as several banks, each smaller than 4 GiB");
		free(reg);
		return NULL;
	}
	*len = (int)(at - reg);
	return reg;
}

/* The memory of one node, into `node` or, where that is -1, a new one. */
static int put_memory(const struct blob *b, const struct input_options *opt,
		      const struct input_memory *first, int node)
{
	char *name = xasprintf("memory@%" PRIx64, first->range.base);
	int len = 0, ret = 0;
	uint8_t *reg = memory_reg(b, opt, first->nid, &len);

	if (!reg) {
		free(name);
		return -1;
	}
	if (node < 0) /* one of the name may lack its device_type */
		node = fdt_subnode_offset(b->fdt, 0, name);
	if (node < 0)
		node = fdt_add_subnode(b->fdt, 0, name);
	if (node < 0)
		ret = node;
	/* Each property goes in front of the others. */
	if (!ret && first->nid >= 0)
		ret = fdt_setprop_u32(b->fdt, node, "numa-node-id",
				      (uint32_t)first->nid);
	if (!ret)
		ret = fdt_setprop(b->fdt, node, "reg", reg, len);
	if (!ret)
		ret = fdt_setprop(b->fdt, node, "device_type", "memory",
				  sizeof("memory"));
	if (!ret && fdt_getprop(b->fdt, node, "linux,usable-memory", NULL))
		ret = fdt_delprop(b->fdt, node, "linux,usable-memory");
	if (ret)
		fail(b, name, ret);
	free(name);
	free(reg);
	return ret ? -1 : 0;
}

/* Whether an earlier --memory names the same node. */
static bool seen_before(const struct input_options *opt, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (opt->memory[j].nid == opt->memory[i].nid)
			return true;
	}
	return false;
}

static int first_memory(const void *fdt)
{
	int node;

	fdt_for_each_subnode(node, fdt, 0)
	{
		if (is_memory(fdt, node))
			return node;
	}
	return -1;
}

/*
 * What the user gives takes the place of what the tree has: without nodes in
 * the first memory node, as a boot loader does it; with nodes in one for each.
 */
static int edit_memory(const struct blob *b, const struct input_options *opt)
{
	bool numa = false;
	unsigned found;

	for (size_t i = 0; i < opt->nr_memory; i++)
		numa = numa || opt->memory[i].nid >= 0;
	if (prune(b, 0, is_memory, numa ? 0 : 1, &found))
		return -1;
	if (!numa)
		return put_memory(b, opt, &opt->memory[0],
				  first_memory(b->fdt));
	/* A new node becomes the first one: from the last to the first. */
	for (size_t i = opt->nr_memory; i-- > 0;) {
		if (!seen_before(opt, i) &&
		    put_memory(b, opt, &opt->memory[i], -1))
			return -1;
	}
	return 0;
}

static bool wants_edit(const struct input_options *opt)
{
	return opt->cmdline || opt->append || opt->has_initrd || opt->cpus ||
	       opt->nr_memory;
}

/* What a boot loader writes into the tree before it starts the kernel. */
static int edit(const struct blob *b, const struct input_options *opt)
{
	if (opt->nr_memory && edit_memory(b, opt))
		return -1;
	if (opt->cpus && edit_cpus(b, opt->cpus))
		return -1;
	if ((opt->cmdline || opt->append) && edit_cmdline(b, opt))
		return -1;
	if (opt->has_initrd && edit_initrd(b, &opt->initrd))
		return -1;
	return fdt_pack(b->fdt);
}

/* An edited copy in *b; NULL there if nothing is to be changed. */
static int edited_copy(struct blob *b, const void *fdt,
		       const struct input_options *opt)
{
	int ret;

	if (!wants_edit(opt))
		return 0;
	b->size = fdt_totalsize(fdt) + EDIT_SLACK + 128 * opt->nr_memory +
		  (opt->cmdline ? strlen(opt->cmdline) : 0) +
		  (opt->append ? strlen(opt->append) : 0);
	b->fdt = xcalloc(b->size, 1);
	ret = fdt_open_into(fdt, b->fdt, (int)b->size);
	if (ret)
		return fail(b, "open", ret);
	if (edit(b, opt))
		return error_set(b->err, "%s: cannot be edited", b->name);
	/* Whatever the edits made of it is as little trusted as before. */
	return check_blob(b->fdt, b->name, b->err);
}

static void add_prop(struct dt_tree *t, const void *fdt, int offset)
{
	const char *name;
	int len;
	const void *data = fdt_getprop_by_offset(fdt, offset, &name, &len);

	if (!data)
		return;
	array_reserve(t->props, t->cap_props, t->nr_props + 1);
	t->props[t->nr_props++] = (struct dt_prop){ name, data, (size_t)len };
	t->nodes[t->nr_nodes - 1].nr_props++;
}

/* Cells for the children: said here, or as the ancestors say. */
static void set_cells(struct dt_tree *t, size_t i)
{
	struct dt_node *n = &t->nodes[i];
	bool root = n->parent == DT_NONE;

	if (!dt_read_u32(t, i, "#address-cells", &n->address_cells))
		n->address_cells = root ? 1 : t->nodes[n->parent].address_cells;
	if (!dt_read_u32(t, i, "#size-cells", &n->size_cells))
		n->size_cells = root ? 1 : t->nodes[n->parent].size_cells;
}

static void add_node(struct dt_tree *t, const void *fdt, int offset,
		     size_t *path, uint32_t depth)
{
	int len = 0;
	const char *name = fdt_get_name(fdt, offset, &len);
	size_t i = t->nr_nodes;

	array_reserve(t->nodes, t->cap_nodes, i + 1);
	t->nr_nodes++;
	t->nodes[i] = (struct dt_node){
		.name = name,
		.name_len = (size_t)len,
		.parent = depth ? path[depth - 1] : DT_NONE,
		.depth = depth,
		.first_prop = t->nr_props,
	};
	path[depth] = i;
}

/* Subtrees end where their last node does. */
static void set_ends(struct dt_tree *t)
{
	for (size_t i = t->nr_nodes; i-- > 0;) {
		struct dt_node *n = &t->nodes[i];

		n->end = n->end ? n->end : i + 1;
		if (n->parent != DT_NONE && !t->nodes[n->parent].end)
			t->nodes[n->parent].end = n->end;
	}
}

/* A node's properties stand in front of its children: others are none. */
static void read_nodes(struct dt_tree *t, const void *fdt)
{
	size_t path[MAX_NODE_DEPTH + 1];
	uint32_t depth = 0, tag;
	bool in_props = false;
	int at = 0, next;

	do {
		tag = fdt_next_tag(fdt, at, &next);
		if (tag == FDT_PROP && in_props)
			add_prop(t, fdt, at);
		if (in_props && (tag == FDT_BEGIN_NODE || tag == FDT_END_NODE))
			set_cells(t, t->nr_nodes - 1);
		if (tag == FDT_BEGIN_NODE) {
			in_props = depth <= MAX_NODE_DEPTH;
			if (in_props)
				add_node(t, fdt, at, path, depth);
			depth++;
		} else if (tag == FDT_END_NODE) {
			in_props = false;
			depth--;
		}
		at = next;
	} while (tag != FDT_END && (depth || !t->nr_nodes));
}

static int read_tree(struct dt_tree *t, const struct blob *b)
{
	read_nodes(t, b->fdt);
	if (!t->nr_nodes)
		return error_set(b->err, "%s: structure: no root node",
				 b->name);
	set_ends(t);
	return 0;
}

/* Up to the first of size 0, as early_init_fdt_scan_reserved_mem() goes. */
static int read_memreserve(struct machine *m, const struct blob *b)
{
	int n = fdt_num_mem_rsv(b->fdt);
	struct range r;

	m->fdt.memreserve = xcalloc(n > 0 ? (size_t)n : 1, sizeof(r));
	for (int i = 0; i < n; i++) {
		if (fdt_get_mem_rsv(b->fdt, i, &r.base, &r.size) || !r.size)
			break;
		if (r.base > UINT64_MAX - r.size)
			return error_set(b->err,
					 "%s: /memreserve/: 0x%" PRIx64
					 " + 0x%" PRIx64 " passes 64 bits",
					 b->name, r.base, r.size);
		m->fdt.memreserve[m->fdt.nr_memreserve++] = r;
	}
	return 0;
}

static void set_places(struct machine *m, const struct input_options *opt,
		       uint64_t totalsize)
{
	m->has_image_base = opt->has_image_base;
	m->image_base = opt->image_base;
	m->fdt.has_base = opt->has_dtb_base;
	m->fdt.base = opt->dtb_base;
	m->fdt.totalsize = opt->has_dtb_size ? opt->dtb_size : totalsize;
}

/* The CPU with that reg boots: the others stay in the order of the tree. */
static int put_first(struct machine *m, uint64_t reg, struct error *err)
{
	struct machine_cpu boots;
	size_t at = 0;

	while (at < m->nr_cpus && m->cpus[at].reg != reg)
		at++;
	if (at == m->nr_cpus)
		return error_set(err,
				 "%s: /cpus: no CPU with reg 0x%" PRIx64
				 " (--boot-cpu)",
				 m->input, reg);
	boots = m->cpus[at];
	memmove(&m->cpus[1], &m->cpus[0], at * sizeof(boots));
	m->cpus[0] = boots;
	return 0;
}

static int read_machine(struct machine *m, const struct blob *b,
			const struct input_options *opt)
{
	struct dt_tree t = { 0 };
	int ret;

	m->source = SOURCE_DTB;
	m->input = xstrdup(b->name);
	set_places(m, opt, fdt_totalsize(b->fdt));
	ret = read_tree(&t, b);
	if (!ret)
		ret = read_memreserve(m, b);
	if (!ret)
		ret = machine_from_tree(m, &t,
					!opt->may_lack_memory &&
						!opt->log_beside,
					opt->nr_memory || opt->log_beside,
					b->err);
	if (!ret && opt->has_boot_cpu)
		ret = put_first(m, opt->boot_cpu, b->err);
	if (!ret && opt->device)
		ret = dt_read_device(m, &t, opt->device, b->err);
	if (!ret && opt->cpu_features)
		ret = machine_set_cpu_features(m, opt->cpu_features, b->err);
	dt_tree_release(&t);
	return ret;
}

int machine_from_dtb(struct machine *m, const void *blob, size_t len,
		     const char *name, const struct input_options *opt,
		     struct error *err)
{
	struct blob b = { .name = name, .err = err };
	void *copy;
	int ret;

	memset(m, 0, sizeof(*m));
	if (check_size(blob, len, name, err))
		return -1;
	/* Cells are read where they lie: the copy is aligned. */
	len = fdt_totalsize(blob);
	copy = xcalloc(len, 1);
	memcpy(copy, blob, len);
	ret = check_blob(copy, name, err);
	if (!ret)
		ret = edited_copy(&b, copy, opt);
	if (!ret && !b.fdt) {
		b.fdt = copy;
		copy = NULL;
	}
	if (!ret)
		ret = read_machine(m, &b, opt);
	if (ret)
		machine_release(m);
	free(b.fdt);
	free(copy);
	return ret;
}
