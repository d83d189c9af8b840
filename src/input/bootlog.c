/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/bootlog.h"

#include <stdlib.h>
#include <string.h>

#include "input/beside.h"
#include "input/log_banks.h"
#include "input/log_forms.h"
#include "input/log_kernel.h"
#include "input/log_line.h"
#include "input/log_said.h"
#include "input/pc.h"
#include "input/scan.h"
#include "model/archs.h"
#include "util/alloc.h"
#include "util/rangemap.h"
#include "util/sort.h"
#include "util/words.h"

/*
 * Boot logs: lines are taken one by one (log_forms.c), joined again where a
 * mail program or a terminal has wrapped them; one log may hold several boots.
 */

/* Into how many lines one is broken at most, and how long one can be. */
#define MAX_JOINS 4
#define MAX_CMDLINE_JOINS 64
#define MAX_LINE 16384u
#define MAX_WRAPPED_WIDTH 90
/* What is kept of a boot. */
#define MAX_LINES 20000u
#define SZ_1M (1ULL << 20)

struct log_reader {
	struct log_lines lines;
	unsigned wanted; /* boot from 1; 0: the last */
	unsigned nr_boots;
	struct log_boot boot; /* being read */
	struct log_boot kept; /* the one to be returned, if nr_kept */
	unsigned kept_number;
	size_t max_width; /* of the lines so far */
	bool stamped; /* lines of this log have prefixes */
	bool log; /* it is more than the lines of a map */
};

static bool has_map(const struct log_boot *b)
{
	const struct machine_e820 *e = &b->m.pc.e820;

	return e->firmware.nr || e->extended.nr || e->user.nr;
}

/* Each kernel prints these, so that they alone do not tell which one. */
static bool has_nodes(const struct log_boot *b)
{
	return b->tree.banks[BANKS_NODES].n;
}

/* One that has no map, and whose memory other lines tell. */
static bool has_banks(const struct log_boot *b)
{
	return b->arch ? log_tree_has_memory(&b->tree, &b->m) : has_nodes(b);
}

static bool has_memory(const struct log_boot *b)
{
	return has_map(b) || has_banks(b);
}

/* Whether a boot was read at all, or only lines that are in front of one. */
static bool is_boot(const struct log_boot *b)
{
	return b->banner || b->has_cmdline || b->foreign.arch || has_map(b) ||
	       has_banks(b);
}

static bool is_wanted(const struct log_reader *r)
{
	if (r->wanted)
		return r->nr_boots == r->wanted;
	/* the last, but one without a map gives way to one that has it */
	return !r->kept_number || has_memory(&r->boot) || !has_memory(&r->kept);
}

static void end_boot(struct log_reader *r)
{
	if (is_boot(&r->boot)) {
		r->nr_boots++;
		if (is_wanted(r)) {
			log_boot_release(&r->kept);
			r->kept = r->boot;
			r->kept_number = r->nr_boots;
			memset(&r->boot, 0, sizeof(r->boot));
		}
	}
	log_boot_release(&r->boot);
}

/*
 * The line that may continue `line`, without being taken yet: it has no
 * prefix of its own, where lines of this log have one.
 */
static bool peek_continuation(const struct log_reader *r,
			      struct log_lines *after, struct log_line *next)
{
	*after = r->lines;
	do {
		if (!log_lines_next(after, next))
			return false;
	} while (!*next->text && !next->width);
	return *next->text && !next->stamped && !is_map_line(next->text);
}

static char *join(const char *a, const char *between, const char *b)
{
	size_t len = strlen(a);

	while (*between && len && strchr(" \t", a[len - 1]))
		len--;
	return xasprintf("%.*s%s%s", (int)len, a, len ? between : "", b);
}

/* How the text and the next line go together, if they do. */
static enum form_result try_joins(char **text, const char *next)
{
	static const char *const between[] = { " ", "" };

	for (size_t i = 0; i < ARRAY_SIZE(between); i++) {
		char *both = join(*text, between[i], next);
		enum form_result result = log_form(NULL, both);

		if (result != FORM_NO) {
			free(*text);
			*text = both;
			return result;
		}
		free(both);
	}
	return FORM_NO;
}

/* Joins what was wrapped until it is whole. */
static void take_partial(struct log_reader *r, const char *start)
{
	char *text = xstrdup(start);
	enum form_result result = FORM_PARTIAL;

	for (int i = 0; i < MAX_JOINS && result == FORM_PARTIAL; i++) {
		struct log_lines after;
		struct log_line next;

		if (strlen(text) > MAX_LINE ||
		    !peek_continuation(r, &after, &next) ||
		    strlen(next.text) > MAX_LINE)
			break;
		result = try_joins(&text, next.text);
		if (result != FORM_NO)
			r->lines = after;
	}
	if (result == FORM_YES)
		log_form(&r->boot, text);
	else if (is_map_line(text))
		machine_note(
			&r->boot.m,
			"'%.200s': an entry of the map that is cut short, left out",
			text);
	free(text);
}

static bool is_srat_flag(const char *text)
{
	return strncasecmp(text, "hot", 3) == 0 ||
	       strncasecmp(text, "non-volatile", 12) == 0;
}

/*
 * A line that is whole, but whose last words were wrapped: what has no prefix
 * in a log of lines that have one, and the flags of an SRAT entry.
 */
static void take_whole(struct log_reader *r, const struct log_line *line)
{
	struct log_lines after;
	struct log_line next;
	char *both = NULL;

	if (peek_continuation(r, &after, &next) &&
	    strlen(line->text) + strlen(next.text) <= MAX_LINE &&
	    (line->stamped || is_srat_flag(next.text)))
		both = join(line->text, " ", next.text);
	if (both && log_form(NULL, both) == FORM_YES) {
		log_form(&r->boot, both);
		r->lines = after;
	} else {
		log_form(&r->boot, line->text);
	}
	free(both);
}

/* Words that end in a colon begin kernel messages, not parameters. */
static bool looks_like_message(const char *text)
{
	size_t len = strcspn(text, " \t");

	return (len && text[len - 1] == ':') || strstr(text, "RAM map:") ||
	       strstr(text, ": ") || log_form(NULL, text) != FORM_NO;
}

/*
 * Whether a command line goes on in the next line: with prefixes, in what has
 * none; without, only if the log is wrapped (the banner alone is longer than
 * mails are wide), the next word would not have fitted, and is no message.
 */
static bool continues_cmdline(const struct log_reader *r,
			      const struct log_line *line,
			      const struct log_line *next)
{
	if (line->stamped)
		return true;
	return r->max_width <= MAX_WRAPPED_WIDTH &&
	       line->width + 1 + strcspn(next->text, " \t") > r->max_width &&
	       !looks_like_message(next->text);
}

/*
 * How much of a line a record of printk() takes, behind the level: of 1024
 * bytes, of 992, and of 976 where room is kept for who called it.
 */
static bool fills_record(size_t len)
{
	return len == 1021 || len == 989 || len == 973;
}

/* The last word may have gone on: without it. */
static void drop_last_word(char *words)
{
	char *space = strrchr(words, ' ');

	*(space ? space : words) = '\0';
}

static void take_cmdline(struct log_reader *r, const struct log_line *line,
			 const char *start, bool early)
{
	struct log_boot *b = &r->boot;
	struct log_line last = *line;
	char *text = xstrdup(start);
	struct log_lines after;
	struct log_line next;

	for (int i = 0; i < MAX_CMDLINE_JOINS; i++) {
		char *both;

		if (strlen(text) > MAX_LINE ||
		    !peek_continuation(r, &after, &next) ||
		    strlen(next.text) > MAX_LINE ||
		    !continues_cmdline(r, &last, &next))
			break;
		both = join(text, " ", next.text);
		free(text);
		text = both;
		r->lines = after;
		last.width = next.width;
	}
	if (b->has_cmdline && (b->early_cmdline || !early)) {
		free(text);
		return;
	}
	b->m.cmdline_cut = !strcmp(text, start) &&
			   fills_record(strlen(line->text));
	if (b->m.cmdline_cut)
		drop_last_word(text);
	free(b->m.cmdline);
	b->m.cmdline = text;
	b->has_cmdline = b->facts = true;
	b->early_cmdline = early;
}

/* "Bootdata ok (command line is ...)": x86_64 before 2.6.20 */
static bool take_bootdata(struct log_reader *r, const char *text)
{
	const char *rest, *end;

	if (!skip_prefix(text, "Bootdata ok (command line is ", &rest))
		return false;
	end = strrchr(rest, ')');
	free(r->boot.m.cmdline);
	r->boot.m.cmdline =
		xstrndup(rest, end ? (size_t)(end - rest) : strlen(rest));
	r->boot.has_cmdline = r->boot.early_cmdline = true;
	return true;
}

/* For who wants to know how that kernel says what. */
static void keep_line(struct machine *m, const char *text)
{
	if (m->nr_log == MAX_LINES)
		return;
	array_reserve(m->log, m->cap_log, m->nr_log + 1);
	m->log[m->nr_log++] = xstrdup(text);
}

static void take_line(struct log_reader *r, const struct log_line *line)
{
	enum form_result result;
	const char *cmdline;
	bool early;

	if (!*line->text)
		return;
	r->stamped |= line->stamped;
	if (line->width > r->max_width)
		r->max_width = line->width;
	if (log_begins_boot(&r->boot, line->text))
		end_boot(r);
	if (r->lines.of_boot >= LOG_BOOT_LINES_MAX)
		return;
	keep_line(&r->boot.m, line->text);
	r->boot.in_map = is_map_line(line->text);
	log_said(&r->boot.m, line->text);
	log_kernel_line(&r->boot.m.log_kernel, line->text, line->number);
	log_tree_line(&r->boot.tree, line->text);
	log_foreign_line(&r->boot.foreign, line->text, line->number);
	log_cpu_line(&r->boot.cpu, line->text);
	cmdline = log_cmdline(line->text, &early);
	if (cmdline) {
		take_cmdline(r, line, cmdline, early);
		r->log = true;
		return;
	}
	if (take_bootdata(r, line->text))
		return;
	result = log_form(NULL, line->text);
	if (result == FORM_PARTIAL)
		take_partial(r, line->text);
	else if (result == FORM_YES)
		take_whole(r, line);
	else if (is_map_line(line->text)) /* of a type that nobody knows */
		log_form(&r->boot, line->text);
	r->log |= r->boot.facts;
}

static int no_such_boot(const struct log_reader *r, const char *name,
			struct error *err)
{
	if (r->nr_boots)
		return error_set(err, "%s: --boot %u: the log has %u boot%s",
				 name, r->wanted, r->nr_boots,
				 r->nr_boots == 1 ? "" : "s");
	return error_set(
		err,
		"%s: no memory map, expected lines such as \"BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable\"",
		name);
}

/* What has no map: the release may tell more than the lines. */
static const char *tree_arch(struct log_boot *b)
{
	if (!b->arch)
		return NULL;
	/* So high an address is none of 32 bits. */
	if (b->tree.percpu > UINT32_MAX && !arch_is_wide(b->arch))
		b->arch = arch_facts_of(FIRMWARE_TREE, 8);
	for (size_t i = 0; b->m.release && i < nr_arch_facts; i++) {
		const struct arch_facts *a = &arch_facts[i];

		if (arch_has_tree(a) &&
		    arch_has_word(a->release_words, b->m.release))
			log_says_arch(b, a);
	}
	return b->arch->name;
}

/* What a log without a map has to have. */
#define MEMORY_LINES                                                           \
	"lines such as \"  node   0: [mem 0x...-0x...]\" (under \"Early memory node ranges\"), \"Memory: 512MB = 512MB total\" or \"Memory: ...K/...K available\", or mem=SIZE@BASE on its command line"

static void begin_tree(struct log_boot *b, const char *name)
{
	struct machine *m = &b->m;

	m->input = xstrdup(name);
	m->source = SOURCE_DMESG;
	m->firmware = FIRMWARE_TREE;
	m->arch = tree_arch(b);
	if (!m->cmdline)
		m->cmdline = xstrdup("");
}

/* Without memory nothing can boot; what such a log says can be explained. */
static int finish_lint(struct log_boot *b, const char *name,
		       const struct input_options *opt)
{
	struct machine *m = &b->m;

	begin_tree(b, name);
	if (opt->cmdline) {
		free(m->cmdline);
		m->cmdline = xstrdup(opt->cmdline);
	}
	machine_set_cpus(m, 1);
	machine_note(
		m,
		"a log of %s that does not tell its memory: only what it says itself is looked at; expected " MEMORY_LINES,
		m->arch);
	return 0;
}

static int no_map(const struct log_boot *b, const char *name, struct error *err)
{
	if (b->arch) {
		err->lacks_memory = true;
		return error_set(
			err,
			"%s: a log of %s that does not tell its memory, expected " MEMORY_LINES,
			name, b->arch->name);
	}
	return error_set(
		err,
		"%s: no memory map: the log has no line such as \"BIOS-e820: [mem 0x...-0x...] usable\"%s",
		name, b->banner ? "" : ", and its beginning is missing");
}

/* What a modelled one alone prints counts for more than a line does. */
static bool is_foreign(const struct log_boot *b)
{
	return b->foreign.arch && !has_map(b) && (b->foreign.built || !b->arch);
}

/* As much of the line that shows it as a message has room for. */
static int foreign(const struct log_boot *b, const char *name,
		   struct error *err)
{
	char names[ARCH_NAMES_MAX];

	return error_set(
		err,
		"%s:%u: '%.60s': a log of %s, which is not modelled, expected one of %s",
		name, b->foreign.line, b->foreign.text, b->foreign.arch,
		arch_names(names, " or ", arch_any));
}

/* A map printed later stands in for the firmware's when that is lost. */
static void replace_lost_map(struct log_boot *b)
{
	struct machine_e820 *e = &b->m.pc.e820;
	struct e820_map *from = e->extended.nr ? &e->extended : &e->user;

	if (e->firmware.nr || !from->nr)
		return;
	for (size_t i = 0; i < from->nr; i++)
		e820_map_add(&e->firmware, from->entries[i].base,
			     from->entries[i].size, from->entries[i].type);
	strcpy(e->source, from == &e->user ? "user" : "setup_data");
	machine_note(
		&b->m,
		"the firmware's map is not in the log: the map that the kernel printed later (%s) stands in for it",
		from == &e->user ? "user:" : "reserve setup_data:");
}

static bool adjacent_ram(const struct e820_entry *a, const struct e820_entry *b)
{
	return a->type == E820_RAM && b->type == E820_RAM &&
	       a->base + a->size == b->base;
}

/*
 * Memory under nodes of setup_data is printed as "usable" too, but as an
 * entry of its own:
 *
 *     |  usable  ||usable||          usable          |
 *                  ^^^^^^ a node
 *
 * Neighbours are of two kinds, in turn; the smaller kind are the nodes.
 */
static void find_setup_data(struct machine_e820 *e, size_t first, size_t end)
{
	uint64_t sum[2] = { 0, 0 };
	size_t kind;

	for (size_t i = first; i < end; i++)
		sum[(i - first) % 2] += e->extended.entries[i].size;
	kind = sum[0] < sum[1] ? 0 : 1;
	for (size_t i = first + kind; i < end; i += 2) {
		const struct e820_entry *node = &e->extended.entries[i];

		e->setup_data = xrealloc(e->setup_data, e->nr_setup_data + 1,
					 sizeof(*e->setup_data));
		e->setup_data[e->nr_setup_data++] =
			(struct range){ node->base, node->size };
	}
}

static void find_all_setup_data(struct machine_e820 *e)
{
	const struct e820_map *map = &e->extended;

	for (size_t i = 0, end; i < map->nr; i = end) {
		end = i + 1;
		while (end < map->nr &&
		       adjacent_ram(&map->entries[end - 1], &map->entries[end]))
			end++;
		if (end - i > 1)
			find_setup_data(e, i, end);
	}
}

/* The ids that a log tells; those it does not tell are made up. */
static uint64_t apic_id(const struct log_boot *b, size_t i)
{
	const struct machine_acpi *a = &b->m.pc.acpi;

	if (b->nr_lapics > i)
		return b->lapics[i];
	if (a->nr_cpus > i)
		return a->cpus[i].apic_id;
	return i;
}

/*
 * The first of the SRAT that no earlier CPU has and that is on the node which
 * CPU i came up on; NULL: the log does not tell its node.
 */
static const struct srat_cpu *srat_of_node(const struct log_boot *b, size_t i,
					   bool *used)
{
	const struct machine_acpi *a = &b->m.pc.acpi;
	int nid = i < b->nr_booted ? b->booted[i] : -1;

	if (!i && a->nr_cpus)
		nid = a->cpus[0].nid;
	for (size_t n = 0; nid >= 0 && n < a->nr_cpus; n++) {
		if (used[n] || a->cpus[n].nid != nid)
			continue;
		used[n] = true;
		return &a->cpus[n];
	}
	return NULL;
}

/* The proximity domain of a node, which need not be its number. */
static uint32_t pxm_of(const struct machine_acpi *a, int nid)
{
	for (size_t i = 0; i < a->nr_memory; i++) {
		if (a->memory[i].nid == nid)
			return a->memory[i].pxm;
	}
	return (uint32_t)nid;
}

static int by_node(const void *a, const void *b)
{
	const struct srat_cpu *x = a, *y = b;

	return (x->nid > y->nid) - (x->nid < y->nid);
}

/*
 * Since 6.12 no line has the SRAT's CPUs. Where each came up tells its node,
 * and node by node they give the nodes the numbers that the log has.
 */
static void add_booted_cpus(struct log_boot *b)
{
	struct machine *m = &b->m;
	struct machine_acpi *a = &m->pc.acpi;

	if (a->nr_cpus || !a->nr_memory || b->nr_booted < 2)
		return;
	if (b->booted[0] < 0)
		b->booted[0] = 0;
	for (size_t i = 0; i < b->nr_booted && i < m->nr_cpus; i++) {
		if (b->booted[i] < 0)
			continue;
		array_reserve(a->cpus, a->cap_cpus, a->nr_cpus + 1);
		a->cpus[a->nr_cpus++] = (struct srat_cpu){
			.pxm = pxm_of(a, b->booted[i]),
			.nid = b->booted[i],
			.apic_id = m->cpus[i].reg,
			.enabled = true,
		};
	}
	sort_stable(a->cpus, a->nr_cpus, sizeof(*a->cpus), by_node);
}

/* Which CPU is on which node, where the log has no ids of its APICs. */
static void place_cpus(struct log_boot *b)
{
	struct machine *m = &b->m;
	bool *used = xcalloc(m->pc.acpi.nr_cpus + 1, sizeof(*used));
	size_t placed = 0;

	if (b->nr_booted != b->nr_cpus || m->pc.acpi.knows_apic_ids) {
		free(used);
		return;
	}
	for (size_t i = 0; i < b->nr_cpus; i++) {
		const struct srat_cpu *c = srat_of_node(b, i, used);

		if (!c)
			break;
		m->cpus[i].reg = c->apic_id;
		placed++;
	}
	m->pc.acpi.knows_apic_ids = placed == b->nr_cpus;
	for (size_t i = 0; placed != b->nr_cpus && i < placed; i++)
		m->cpus[i].reg = apic_id(b, i);
	free(used);
}

static void make_cpus(struct log_boot *b)
{
	struct machine *m = &b->m;

	m->nr_cpus = (size_t)(b->nr_cpus + b->nr_hotplug);
	if (!m->nr_cpus)
		return;
	m->pc.acpi.knows_apic_ids = b->nr_lapics >= b->nr_cpus;
	m->cpus = xcalloc(m->nr_cpus, sizeof(*m->cpus));
	for (size_t i = 0; i < m->nr_cpus; i++)
		m->cpus[i] = (struct machine_cpu){
			.nid = -1,
			.own_nid = -1,
			.reg = apic_id(b, i),
			.enabled = i < b->nr_cpus,
			.known_enable_method = true,
		};
	add_booted_cpus(b);
	place_cpus(b);
}

/*
 * Of the two that have a map only the one with 64 bits prints "Command line:"
 * before it, only the other how much memory is low.
 */
static unsigned word_size(const struct log_boot *b, bool *assumed)
{
	if (b->lowmem)
		return 4;
	if (b->max_arch_pfn)
		return b->max_arch_pfn > 1ULL << 24 ? 8 : 4;
	if (b->banner && b->has_cmdline && !b->early_cmdline && !b->old_srat)
		return 4;
	*assumed = !b->early_cmdline && !b->old_srat;
	return 8;
}

static const char *e820_arch(const struct log_boot *b, bool *assumed)
{
	*assumed = false;
	for (size_t i = 0; b->m.release && i < nr_arch_facts; i++) {
		const struct arch_facts *a = &arch_facts[i];

		if (a->firmware == FIRMWARE_E820 &&
		    arch_has_word(a->release_words, b->m.release))
			return a->name;
	}
	return arch_facts_of(FIRMWARE_E820, word_size(b, assumed))->name;
}

/* Physical addresses of 52 bits come with five levels of page tables. */
#define MAX_ARCH_PFN_LA57 (1ULL << 40)

static void set_features(struct log_boot *b)
{
	struct machine_cpu_features *f = &b->m.pc.features;

	if (!b->max_arch_pfn)
		return;
	f->has_la57 = true;
	f->la57 = b->max_arch_pfn == MAX_ARCH_PFN_LA57;
	f->has_gbpages |= b->saw_last_pfn;
}

static void note_boots(struct log_reader *r)
{
	struct machine *m = &r->kept.m;

	m->boot = r->kept_number;
	m->nr_boots = r->nr_boots;
	if (r->nr_boots > 1 && !r->wanted)
		machine_note(m, "boot %u of the %u in the log (--boot N)",
			     m->boot, m->nr_boots);
}

static void note_beginning(const struct log_boot *b, struct machine *m,
			   const struct input_options *opt)
{
	if (!b->banner)
		machine_note(
			m,
			"the log does not begin with \"Linux version\": its beginning may be lost");
	if (has_map(b) && !b->map_header && !b->banner)
		machine_note(
			m,
			"the heading of the memory map is not in the log: its first entries may be lost");
	if (b->in_map)
		machine_note(
			m,
			"the log ends inside the memory map: entries may be missing");
	if (!b->has_cmdline && !opt->cmdline)
		machine_note(
			m,
			"no command line in the log: an empty one is assumed (--cmdline)");
	if (m->cmdline_cut)
		machine_note(
			m,
			"the log has only the beginning of the command line: its last word, which may be cut, and what came behind it count for nothing (--cmdline)");
}

static bool has_several_nodes(const struct machine_acpi *a)
{
	for (size_t i = 1; i < a->nr_memory; i++) {
		if (a->memory[i].pxm != a->memory[0].pxm)
			return true;
	}
	return false;
}

/* A PC's kernel makes a table of distances for a SLIT, or nodes made up. */
static bool has_slit(const struct log_boot *b, const struct machine *m)
{
	return b->named_slit ||
	       (b->distance_table && m->firmware == FIRMWARE_E820 &&
		!words_find_last(m->cmdline, "numa=fake="));
}

/* What is nearer, where the log shows that; made up nodes have no entry. */
static bool takes_order(const struct log_boot *b, struct machine *m)
{
	if (words_find_last(m->cmdline, "numa=fake=") ||
	    !log_orders_slit(&b->orders, &m->pc.acpi))
		return false;
	machine_guess(
		m, "nodes[].distances",
		"there is a SLIT, whose distances logs do not show (--acpi DIR): which nodes are nearer is by the lines \"Fallback order\", by how much is not known");
	return true;
}

static void note_distances(struct machine *m)
{
	machine_note(
		m,
		"there is a SLIT, whose distances logs do not show (--acpi DIR)");
	if (has_several_nodes(&m->pc.acpi))
		machine_guess(
			m, "nodes[].distances",
			"there is a SLIT, whose distances logs do not show (--acpi DIR): other nodes are taken as equally far, 20");
}

static void note_tables(const struct log_boot *b, struct machine *m)
{
	const struct machine_acpi *a = &m->pc.acpi;

	if (b->named_srat && !a->nr_memory)
		machine_note(
			m,
			"there is an SRAT, but no line of the log says what is in it (--acpi DIR)");
	if (has_slit(b, m) && !a->slit && !takes_order(b, m))
		note_distances(m);
	if (b->named_madt && !a->has_madt && !a->nr_ioapics) {
		m->pc.acpi.nr_ioapics = 1;
		machine_note(
			m,
			"nothing tells the number of I/O APICs: one is assumed (--acpi DIR)");
	}
	if (m->pc.efi.booted && !m->pc.efi.nr_map)
		machine_note(
			m,
			"an EFI boot whose memory map is not in the log (efi=debug prints it)");
}

static void set_map(struct rangemap *ram, const struct e820_map *map)
{
	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];

		if (e->type == E820_RAM)
			rangemap_set(ram, e->base, e->base + e->size, 0);
	}
}

/*
 * Logs at the console's level lack the lines that say what was cut out, but
 * have the map without it. Below 1 MiB more than that is cut.
 */
static void find_uncached(struct log_boot *b)
{
	struct mtrr_evidence *e = &b->m.pc.mtrr_evidence;
	const struct machine_e820 *maps = &b->m.pc.e820;
	struct rangemap lost = { 0 };

	if (!e->loses)
		e->nr_uncached = 0;
	if (!e->loses || e->nr_uncached || !b->modified.nr)
		return;
	set_map(&lost, maps->user.nr ? &maps->user : &maps->firmware);
	rangemap_clear(&lost, 0, SZ_1M);
	for (size_t i = 0; i < b->modified.nr; i++) {
		const struct e820_entry *m = &b->modified.entries[i];

		if (m->type == E820_RAM)
			rangemap_clear(&lost, m->base, m->base + m->size);
	}
	for (size_t i = 0; i < lost.n; i++) {
		array_reserve(e->uncached, e->cap_uncached, i + 1);
		e->uncached[e->nr_uncached++] =
			(struct range){ lost.v[i].start,
					lost.v[i].end - lost.v[i].start };
	}
	rangemap_release(&lost);
}

static void finish_mtrr(struct log_boot *b)
{
	find_uncached(b);
	b->m.pc.mtrr_evidence.not_looked =
		b->m.cmdline && strstr(b->m.cmdline, "disable_mtrr_trim");
}

/* Whether the words at the start of both are the same. */
static bool same_word(const char *a, const char *b)
{
	size_t len = strcspn(a, " ");

	return len == strcspn(b, " ") && !strncmp(a, b, len);
}

/*
 * Whether CPUs that stayed down in a log would also stay down with another
 * command line: they do unless the log's kernel was told to leave them.
 */
static bool has_same_limit(const char *log, const char *cmdline)
{
	static const char *const limits[] = { "maxcpus=", "nosmp" };

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		const char *word = words_find_last(log, limits[i]);
		const char *other = words_find_last(cmdline, limits[i]);

		if (word && (!other || !same_word(word, other)))
			return false;
	}
	return true;
}

/* A build that stands in for the log's may have what that lacks. */
static void note_build(struct machine *m)
{
	for (size_t i = 0; i < m->nr_said; i++) {
		if (m->said[i].kind == SAID_NO_HIGHMEM ||
		    m->said[i].kind == SAID_NO_PAE)
			machine_note(
				m,
				"\"%s\": the log's kernel was built to use less of the map; another build that stands in for it uses more",
				m->said[i].text);
	}
}

static void make_pc(struct log_reader *r, const char *name)
{
	struct log_boot *b = &r->kept;
	struct machine *m = &b->m;

	m->input = xstrdup(name);
	m->source = r->log ? SOURCE_DMESG : SOURCE_E820;
	m->firmware = FIRMWARE_E820;
	m->arch = e820_arch(b, &m->arch_assumed);
	replace_lost_map(b);
	find_all_setup_data(&m->pc.e820);
	finish_mtrr(b);
	make_cpus(b);
	set_features(b);
	if (arch_is_wide(arch_facts_find(m->arch)))
		log_cpu_levels(&b->cpu, m);
	else
		log_cpu_caches(&b->cpu, m);
}

static int make_tree(struct log_boot *b, const char *name,
		     const struct input_options *opt, struct error *err)
{
	begin_tree(b, name);
	if (opt->beside && log_take_tree(&b->m, opt->beside, err))
		return -1;
	log_tree_machine(&b->tree, &b->m, b->nr_cpus, opt);
	return 0;
}

static int finish_options(struct log_boot *b, const struct input_options *opt,
			  struct error *err)
{
	struct machine *m = &b->m;
	char *words = m->cmdline ? xstrdup(m->cmdline) : NULL;
	int ret = machine_pc_options(m, opt, err);

	if (!ret && has_same_limit(words, m->cmdline))
		m->brought_up = (unsigned)b->nr_up;
	free(words);
	return ret;
}

/* The first memory of a PC, which ends below what its firmware keeps. */
#define PC_LOW_END 0xa0000ULL

static bool has_low_memory(const struct log_bank_list *nodes)
{
	for (size_t i = 0; i < nodes->n; i++) {
		const struct range *r = &nodes->v[i].range;

		if (r->base + r->size <= PC_LOW_END)
			return true;
	}
	return false;
}

static void take_nodes_as_map(struct log_boot *b)
{
	const struct log_bank_list *nodes = &b->tree.banks[BANKS_NODES];
	struct machine_e820 *e = &b->m.pc.e820;

	for (size_t i = 0; i < nodes->n; i++)
		e820_map_add(&e->firmware, nodes->v[i].range.base,
			     nodes->v[i].range.size, E820_RAM);
	strcpy(e->source, "nodes");
	machine_note(
		&b->m,
		"the firmware's map is not in the log: the memory of its nodes stands in for it, and nothing tells what else there is");
}

/*
 * A log whose beginning is lost, and whose remaining lines tell no
 * architecture: its memory and its zones do.
 */
static void guess_machine(struct log_boot *b)
{
	const struct build_fact_value *facts = b->m.log_kernel.facts;
	bool wide = facts[LOG_HAS_ZONE + ZONE_DMA32].line;

	if (has_map(b) || b->arch || !has_nodes(b))
		return;
	if (has_low_memory(&b->tree.banks[BANKS_NODES])) {
		take_nodes_as_map(b);
		return;
	}
	b->arch = arch_facts_of(FIRMWARE_TREE, wide ? 8 : 4);
	machine_note(
		&b->m,
		"no line of the log tells its architecture: %s is assumed, by its zones",
		b->arch->name);
}

/* Where the log itself tells of no memory. */
static bool gives_memory(const struct input_options *opt)
{
	return opt->nr_memory ||
	       (opt->beside && machine_tree_has_memory(opt->beside));
}

static int finish(struct log_reader *r, const char *name,
		  const struct input_options *opt, struct error *err)
{
	struct log_boot *b = &r->kept;
	struct machine *m = &b->m;

	if (is_foreign(b))
		return foreign(b, name, err);
	guess_machine(b);
	if (!has_map(b) && !has_banks(b) && !gives_memory(opt))
		return b->arch && opt->may_lack_memory ?
			       finish_lint(b, name, opt) :
			       no_map(b, name, err);
	if (has_map(b))
		make_pc(r, name);
	else if (make_tree(b, name, opt, err))
		return -1;
	if (finish_options(b, opt, err))
		return -1;
	if (b->banner && m->pc.hypervisor == HYPERVISOR_UNKNOWN)
		m->pc.hypervisor = HYPERVISOR_NONE;
	if (r->log || r->stamped) {
		note_boots(r);
		note_beginning(b, m, opt);
	}
	if (m->firmware == FIRMWARE_E820)
		note_tables(b, m);
	note_build(m);
	return 0;
}

static void read_lines(struct log_reader *r)
{
	struct log_line line;

	while (log_lines_next(&r->lines, &line))
		take_line(r, &line);
	end_boot(r);
}

/* The lines of a copy, which the caller frees when they have been read. */
static char *begin(struct log_lines *l, const char *text, size_t len)
{
	char *copy = xcalloc(len + 2, 1);

	memcpy(copy, text, len);
	log_lines_init(l, copy, len);
	return copy;
}

static int too_many(const struct log_lines *l, const char *name,
		    struct error *err)
{
	return error_set(
		err,
		"%s: line %u: one %s more than are read, at most %u lines and %u boots: cut the log to the boot in question",
		name, l->number, l->limit, LOG_LINES_MAX, LOG_BOOTS_MAX);
}

int machine_from_log(struct machine *m, const char *text, size_t len,
		     const char *name, const struct input_options *opt,
		     struct error *err)
{
	struct log_reader r = { .wanted = opt->boot };
	char *copy = begin(&r.lines, text, len);
	int ret;

	memset(m, 0, sizeof(*m));
	read_lines(&r);
	if (r.lines.limit)
		ret = too_many(&r.lines, name, err);
	else
		ret = r.kept_number ? finish(&r, name, opt, err) :
				      no_such_boot(&r, name, err);
	if (!ret) {
		*m = r.kept.m;
		memset(&r.kept.m, 0, sizeof(r.kept.m));
	}
	log_boot_release(&r.kept);
	free(copy);
	return ret;
}

int machine_from_log_and_tree(struct machine *m, const char *text, size_t len,
			      const char *name, struct machine *tree,
			      const struct input_options *opt,
			      struct error *err)
{
	struct input_options with = *opt;
	int ret;

	with.beside = tree;
	ret = machine_from_log(m, text, len, name, &with, err);
	machine_release(tree);
	return ret;
}

void log_tells_cpus(struct machine *m, const char *text, size_t len,
		    unsigned boot)
{
	struct log_reader r = { .wanted = boot };
	char *copy = begin(&r.lines, text, len);

	read_lines(&r);
	if (r.kept.nr_up && has_same_limit(r.kept.m.cmdline, m->cmdline))
		m->brought_up = (unsigned)r.kept.nr_up;
	m->lpa2 |= r.kept.m.lpa2;
	log_boot_release(&r.kept);
	free(copy);
}

bool is_log(const char *text, size_t len)
{
	struct log_lines lines;
	char *copy = begin(&lines, text, len);
	struct log_line line;
	bool found = false, early;

	while (!found && log_lines_next(&lines, &line))
		found = *line.text && (is_map_line(line.text) ||
				       log_cmdline(line.text, &early) ||
				       log_is_foreign(line.text) ||
				       log_form(NULL, line.text) == FORM_YES);
	free(copy);
	return found;
}
