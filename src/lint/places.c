/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmdline/params.h"
#include "journal/attempt.h"
#include "journal/journal.h"
#include "lint/advice.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/size.h"

/* Groups C, I and B: the crash kernel, who lies where, and the boot itself. */

#define SZ_1M (1ULL << 20)

/* Which the last of the kernel's attempts was; nr_attempts: it made none. */
static size_t last_crash(const struct boot *b)
{
	for (size_t i = b->journal->nr_attempts; i > 0; i--) {
		if (b->journal->attempts[i - 1].kind == ATTEMPT_CRASHKERNEL)
			return i - 1;
	}
	return b->journal->nr_attempts;
}

static const char *crash_failure(const struct lint *l)
{
	const char *line = lint_line(l, REMARK_CRASH_FAILS, NULL);

	return line ? line : lint_line(l, REMARK_CRASH_LOW_FAILS, NULL);
}

/* crashkernel=SIZE@BASE: its base; 0: none is given, or it is not read. */
static uint64_t fixed_base(const struct boot *b, uint64_t *size)
{
	struct crash_words w;

	if (params_crashkernel(&b->params, NULL, b->memblock.memory.total_size,
			       &w))
		return 0;
	*size = w.size;
	return w.base;
}

#define CRASH_LEAST (1ULL << 20) /* no kernel is smaller */

static char *crash_place(const struct lint *l)
{
	char *word = lint_word(l, "crashkernel="), *where;

	where = lint_at_word(word ? word : "crashkernel=");
	free(word);
	return where;
}

/* crashkernel=SIZE of what fits, or the place where all of it does. */
static char *crash_change(const struct boot *b, size_t i)
{
	const struct mem_attempt *a = &b->journal->attempts[i];
	const char *comma = strchr(a->name, ','), *form = comma ? comma : "";
	uint64_t most = lint_search_size(b, i, SZ_1M);
	char *fits = advice_word_size(most), *all = advice_word_size(a->size);
	char *text = NULL;

	if (most)
		text = xasprintf("at most crashkernel=%s%s", fits, form);
	if (a->elsewhere.size && !comma)
		text = advice_or(
			text,
			b->dma_limit && a->elsewhere.base >= b->dma_limit ?
				xasprintf(
					"crashkernel=%s,high with a small crashkernel=SIZE,low",
					all) :
				xasprintf("crashkernel=%s@0x%" PRIx64, all,
					  a->elsewhere.base));
	free(fits);
	free(all);
	return text ? text :
		      xstrdup("drop it: no size would find a place there");
}

void lint_crash_fails(struct lint *l, const struct lint_rule *rule)
{
	const char *line = crash_failure(l);
	size_t i = l->boot ? last_crash(l->boot) : 0;
	struct lint_finding *f;
	uint64_t bytes;

	if (!line || i == l->boot->journal->nr_attempts ||
	    fixed_base(l->boot, &bytes))
		return;
	f = lint_add(l, rule, crash_place(l), lint_search_message(l->boot, i));
	lint_quote(f, line, NULL);
	f->change = crash_change(l->boot, i);
}

/* Who has the first byte of the range that is taken. */
static char *occupant(const struct boot *b, const struct range *r)
{
	size_t i = rangemap_find(&b->journal->ledger, r->base);
	struct range at;
	char text[LINT_BUF];

	while (i < b->journal->ledger.n &&
	       b->journal->ledger.v[i].start < r->base + r->size) {
		const struct rangemap_extent *x = &b->journal->ledger.v[i++];

		if (!strcmp(b->journal->owners[x->tag].what, "crash kernel"))
			continue;
		at = (struct range){ x->start, x->end - x->start };
		return xasprintf("%s [%s] is there",
				 b->journal->owners[x->tag].what,
				 range_text(&at, text, sizeof(text)));
	}
	return xstrdup("it is not RAM, or not aligned as the kernel asks");
}

static char *fixed_crash_change(const struct mem_attempt *a)
{
	char *size = advice_word_size(a->size), *text;

	text = a->elsewhere.size ?
		       xasprintf(
			       "crashkernel=%s@0x%" PRIx64
			       ", or leave @OFFSET out and let the kernel choose",
			       size, a->elsewhere.base) :
		       xstrdup("a smaller size: no free piece is as large");
	free(size);
	return text;
}

void lint_crash_fixed(struct lint *l, const struct lint_rule *rule)
{
	const char *line = crash_failure(l);
	size_t i = l->boot ? last_crash(l->boot) : 0;
	struct range r = { 0 };
	struct lint_finding *f;
	char at[LINT_BUF], *who;

	if (!line || i == l->boot->journal->nr_attempts ||
	    !(r.base = fixed_base(l->boot, &r.size)))
		return;
	who = occupant(l->boot, &r);
	f = lint_add(l, rule, crash_place(l),
		     xasprintf("the fixed place [%s] cannot be had: %s",
			       range_text(&r, at, sizeof(at)), who));
	free(who);
	lint_quote(f, line, NULL);
	f->change = fixed_crash_change(&l->boot->journal->attempts[i]);
}

static int read_form(const struct boot *b, const char *suffix,
		     struct crash_words *w)
{
	return params_crashkernel(&b->params, suffix,
				  b->memblock.memory.total_size, w);
}

/* The form that counts reserves nothing: it is malformed, or no range holds. */
static void tell_refused(struct lint *l, const struct lint_rule *rule,
			 const struct crash_words *w, bool malformed)
{
	char size[32];
	struct lint_finding *f = lint_add(
		l, rule, crash_place(l),
		malformed ?
			xstrdup("it is no SIZE[@OFFSET], no SIZE,high and no START-END:SIZE,...[@OFFSET]") :
			xasprintf(
				"no range of it holds for this memory: %s, rounded up to 128 MiB",
				format_size(w->total, size, sizeof(size))));

	f->kernel = xstrdup(w->message[0] ? w->message : "reserves nothing");
	f->change = xstrdup(
		malformed ?
			"a size, as crashkernel=256M" :
			"a size, or ranges that cover the machine's memory");
}

/* What the kernel says of the low part; NULL: it makes none. */
static const char *low_part_line(const struct lint *l)
{
	const char *line = lint_line(l, REMARK_CRASH_LOW, NULL);

	return line ? line : lint_line(l, REMARK_CRASH_LOW_FAILS, NULL);
}

void lint_crash_forms(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	struct crash_words words, high_words, low_words;
	struct lint_finding *f;
	bool plain, high, low;
	int ret, high_ret;

	if (!b || !l->kernel->kexec_core)
		return;
	ret = read_form(b, NULL, &words);
	plain = ret != PARAM_ABSENT;
	high_ret = read_form(b, ",high", &high_words);
	high = high_ret != PARAM_ABSENT;
	low = read_form(b, ",low", &low_words) != PARAM_ABSENT;
	if (high && !plain) {
		words = high_words;
		ret = high_ret;
	}
	if ((plain || high) && (ret == PARAM_BAD || words.message[0])) {
		tell_refused(l, rule, &words, ret == PARAM_BAD);
		return;
	}
	if (low && !high && !low_part_line(l)) {
		f = lint_add(
			l, rule, crash_place(l),
			xstrdup("crashkernel=SIZE,low counts only beside memory that was reserved above 4 GiB"));
		f->kernel = xstrdup("ignores it");
		f->change =
			xstrdup("add crashkernel=SIZE,high, or leave ,low out");
	} else if (high && plain) {
		f = lint_add(
			l, rule, crash_place(l),
			xstrdup("both a plain crashkernel= and crashkernel=,high: the plain one counts"));
		f->kernel =
			xstrdup("reads ,high only where there is no plain one");
		f->change = xstrdup("leave one of them out");
	} else if (high && !low) {
		f = lint_add(
			l, rule, crash_place(l),
			xstrdup(lint_line(l, REMARK_CRASH_LOW, NULL) ?
					"without crashkernel=SIZE,low the kernel chooses a low part itself" :
					"no low part is reserved beside it: devices that need low memory fail in the crash kernel"));
		f->severity = LINT_NOTE;
		lint_quote(f, low_part_line(l), "reserves the high part only");
		f->change = xstrdup("crashkernel=SIZE,low, to choose its size");
	}
	if ((plain || high) && words.size && words.size < CRASH_LEAST) {
		f = lint_add(
			l, rule, crash_place(l),
			xasprintf("%" PRIu64
				  " bytes hold no kernel: the unit is missing",
				  words.size));
		f->kernel = xstrdup("reserves whole pages for it");
		f->change =
			xstrdup("a size with its unit, as crashkernel=256M");
	}
}

/* Something that the boot loader places. */
struct placed {
	const char *name;
	enum placed_thing of;
	struct range range;
	bool said; /* by the user: a default is nobody's mistake */
	struct lot *lot;
};

#define NR_PLACED 3

/* What lies in one another or in one region: that is one finding. */
struct lot {
	size_t finding; /* its index, once there are things */
	const struct placed *things[NR_PLACED]; /* that it tells of */
	size_t nr;
};

/* Whether a byte of it lies in r. */
static bool shares(const struct placed *p, const struct range *r)
{
	return p->range.size && r->size &&
	       ranges_overlap(p->range.base, p->range.size, r->base, r->size);
}

#define LOAD_ALIGN (2ULL << 20)

static char *other_place(const struct lint *l, const struct placed *p)
{
	struct advice_place a = {
		.of = p->of,
		.size = p->range.size,
		.align = LOAD_ALIGN,
		.limit = p->of == PLACE_INITRD ? l->boot->high_memory : 0,
	};
	/* Of 32 bits the image may not go just anywhere. */
	bool tied = p->of == PLACE_IMAGE && l->kernel->word_size == 4;
	char *text = tied ? NULL : advice_load(l, &a);

	return text ? text : xstrdup("another load address");
}

/* "A, B and C" */
static void append_joined(char **text, size_t i, size_t n, const char *word)
{
	xappendf(text, "%s%s", !i ? "" : i + 1 < n ? ", " : " and ", word);
}

/* Room for all things of the lot, one behind the other. */
static bool room_for_all(const struct lint *l, const struct lot *lot,
			 uint64_t *at)
{
	struct advice_place a = { .of = lot->things[0]->of,
				  .align = LOAD_ALIGN };

	for (size_t i = 0; i < lot->nr; i++) {
		const struct placed *p = lot->things[i];

		if (p->of == PLACE_IMAGE && l->kernel->word_size == 4)
			return false;
		if (p->of == PLACE_INITRD)
			a.limit = l->boot->high_memory;
		a.size += align_up(p->range.size, LOAD_ALIGN);
	}
	return advice_find_place(l, &a, at);
}

static char *other_places(const struct lint *l, const struct lot *lot)
{
	char *text = xstrdup("load ");
	uint64_t at;

	if (!room_for_all(l, lot, &at)) {
		free(text);
		return xstrdup("another load address for each");
	}
	for (size_t i = 0; i < lot->nr; i++) {
		char *one = xasprintf("the %s at 0x%" PRIx64,
				      lot->things[i]->name, at);

		append_joined(&text, i, lot->nr, one);
		free(one);
		at += align_up(lot->things[i]->range.size, LOAD_ALIGN);
	}
	xappendf(&text, ", where nothing else lies");
	return text;
}

/* The finding of others becomes one of p, too. */
static void join_lot(struct lint *l, struct lint_finding *f,
		     const struct placed *p)
{
	struct lot *lot = p->lot;

	if (lot->nr == 1) {
		char *message = f->message;

		f->message = xasprintf("%s: %s", lot->things[0]->name, message);
		free(message);
	}
	lot->things[lot->nr++] = p;
	free(f->where);
	f->where = xstrdup("");
	for (size_t i = 0; i < lot->nr; i++)
		append_joined(&f->where, i, lot->nr, lot->things[i]->name);
	free(f->change);
	f->change = other_places(l, lot);
}

/* What the kernel does becomes the finding's, said once. */
static void add_kernel(struct lint_finding *f, char *kernel)
{
	if (!f->kernel) {
		f->kernel = kernel;
		return;
	}
	if (kernel && !strstr(f->kernel, kernel))
		xappendf(&f->kernel, "; %s", kernel);
	free(kernel);
}

/*
 * That something is in the wrong place, all of its lot in one finding: `what`
 * and, unless that is NULL, what the kernel does. Both become the finding's.
 */
static struct lint_finding *tell_place(struct lint *l,
				       const struct lint_rule *rule,
				       const struct placed *p, char *what,
				       char *kernel)
{
	struct lot *lot = p->lot;
	struct lint_finding *f;

	if (!lot->nr) {
		lot->finding = l->nr_findings;
		lot->things[lot->nr++] = p;
		f = lint_add(l, rule, xstrdup(p->name), what);
		f->kernel = kernel;
		f->change = other_place(l, p);
		return f;
	}
	f = &l->findings[lot->finding];
	if (lot->things[lot->nr - 1] != p) {
		join_lot(l, f, p);
		xappendf(&f->message, "; %s: %s", p->name, what);
	} else {
		xappendf(&f->message, "; %s", what);
	}
	free(what);
	add_kernel(f, kernel);
	return f;
}

/* The same, where something else has a part of the place, too. */
static struct lint_finding *tell_collision(struct lint *l,
					   const struct lint_rule *rule,
					   const struct placed *p, char *what)
{
	return tell_place(
		l, rule, p, what,
		xstrdup("one overwrites the other, or both are handed out"));
}

/* What the kernel does with something that is not all in RAM. */
static char *without_ram(const struct lint *l, enum placed_thing of)
{
	const char *does =
		of == PLACE_IMAGE ?
			"runs where no memory node has RAM" :
		!l->boot->journal->panic ?
			"takes the range for memory, and the first access to what is no RAM faults" :
			"adds the range to its memory (arm64_memblock_init), and the first access to what is no RAM faults";
	char *end, *text;

	if (of == PLACE_TREE)
		return xstrdup(
			"reads it there while it boots, as long as something answers, and reserves nothing");
	if (!l->boot->journal->panic)
		return xstrdup(does);
	end = lint_end_words(l);
	text = xasprintf("%s: %s", does, end);
	free(end);
	return text;
}

/* So the kernel cannot keep the region from being mapped. */
static void tell_refused_no_map(struct lint_finding *f, const char *line)
{
	add_kernel(
		f,
		xstrdup("says that it failed to reserve memory, and leaves the no-map region mapped (O4)"));
	if (!f->log)
		lint_quote(f, line, NULL);
}

static void tell_region(struct lint *l, const struct lint_rule *rule,
			const struct placed *p,
			const struct fdt_reserved_node *n,
			const struct range *r)
{
	const char *line = lint_refused_no_map(l, n, r);
	char x[LINT_BUF], y[LINT_BUF];
	struct lint_finding *f =
		tell_collision(l, rule, p,
			       xasprintf("[%s] lies in /reserved-memory/%s [%s]",
					 range_text(&p->range, x, sizeof(x)),
					 n->name, range_text(r, y, sizeof(y))));

	if (line)
		tell_refused_no_map(f, line);
}

static void check_against_regions(struct lint *l, const struct lint_rule *rule,
				  const struct placed *p)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	size_t met = 0;

	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		for (size_t r = 0; n->available && r < n->nr_reg; r++) {
			if (shares(p, &n->reg[r]) && met++ < LINT_NAMED)
				tell_region(l, rule, p, n, &n->reg[r]);
		}
	}
	if (met > LINT_NAMED)
		tell_collision(l, rule, p,
			       xasprintf("and in %zu more", met - LINT_NAMED));
}

static void check_in_ram(struct lint *l, const struct lint_rule *rule,
			 const struct placed *p)
{
	uint64_t in = lint_ram_inside(l, &p->range);
	char x[LINT_BUF], size[32];
	struct lint_finding *f;
	const char *line;

	if (in == p->range.size)
		return;
	line = p->of == PLACE_INITRD ? lint_line(l, REMARK_INITRD_LOST, NULL) :
				       NULL;
	f = tell_place(l, rule, p,
		       xasprintf("%s of [%s] are not in RAM",
				 format_size(p->range.size - in, size,
					     sizeof(size)),
				 range_text(&p->range, x, sizeof(x))),
		       line ? NULL : without_ram(l, p->of));
	if (line && !f->log)
		lint_quote(f, line, NULL);
}

static uint64_t largest_bank(const struct lint *l)
{
	struct range *banks;
	size_t n = lint_banks(l->machine, &banks);
	uint64_t most = 0;

	for (size_t i = 0; i < n; i++)
		most = max_u64(most, banks[i].size);
	free(banks);
	return most;
}

bool lint_image_too_large(const struct lint *l)
{
	/* Of banks that are dropped others tell. */
	return !l->machine->has_image_base && l->boot->memblock.memory.cnt &&
	       largest_bank(l) < lint_image_range(l).size;
}

/* An image that is larger than any RAM has no place, whoever loads it. */
static void check_room(struct lint *l, const struct lint_rule *rule,
		       const struct placed *p)
{
	char needs[32], has[32];
	struct lint_finding *f;

	if (!lint_image_too_large(l))
		return;
	f = lint_add(
		l, rule, xstrdup(p->name),
		xasprintf(
			"it takes %s with its BSS, and no piece of RAM is larger than %s",
			format_size(p->range.size, needs, sizeof(needs)),
			format_size(largest_bank(l), has, sizeof(has))));
	f->kernel = without_ram(l, p->of);
	f->change = xstrdup(
		"a smaller kernel (--kernel), or all of the board's memory (--memory)");
}

/* Whether one of the two lies in the other, and somebody has put it there. */
static bool overlap_said(const struct placed *a, const struct placed *b)
{
	return (a->said || b->said) && shares(a, &b->range);
}

static bool lies_in(const struct placed *p, const struct fdt_reserved_node *n)
{
	for (size_t r = 0; p->said && r < n->nr_reg; r++) {
		if (shares(p, &n->reg[r]))
			return true;
	}
	return false;
}

static bool same_cause(const struct lint *l, const struct placed *a,
		       const struct placed *b)
{
	const struct machine_fdt *fdt = &l->machine->fdt;

	if (overlap_said(a, b))
		return true;
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		if (n->available && lies_in(a, n) && lies_in(b, n))
			return true;
	}
	return false;
}

/* All of one lot become of the other. */
static void merge_lots(struct placed *v, struct lot *from, struct lot *to)
{
	for (size_t i = 0; i < NR_PLACED; i++) {
		if (v[i].lot == from)
			v[i].lot = to;
	}
}

static void make_lots(const struct lint *l, struct placed *v, struct lot *lots)
{
	for (size_t i = 0; i < NR_PLACED; i++) {
		v[i].lot = &lots[i];
		for (size_t j = 0; j < i; j++) {
			if (same_cause(l, &v[i], &v[j]))
				merge_lots(v, v[i].lot, v[j].lot);
		}
	}
}

static void check_against_others(struct lint *l, const struct lint_rule *rule,
				 const struct placed *v, size_t i)
{
	char x[LINT_BUF], y[LINT_BUF];

	for (size_t j = 0; j < i; j++) {
		if (!overlap_said(&v[i], &v[j]))
			continue;
		tell_collision(l, rule, &v[i],
			       xasprintf("[%s] overlaps the %s [%s]%s",
					 range_text(&v[i].range, x, sizeof(x)),
					 v[j].name,
					 range_text(&v[j].range, y, sizeof(y)),
					 v[j].of == PLACE_IMAGE ?
						 ", with its BSS" :
						 ""));
	}
}

static void find_placed(const struct lint *l, struct placed *v)
{
	const struct machine *m = l->machine;

	v[0] = (struct placed){ .name = "kernel image",
				.of = PLACE_IMAGE,
				.range = lint_image_range(l),
				.said = m->has_image_base };
	v[1] = (struct placed){ .name = "initrd",
				.of = PLACE_INITRD,
				.range = { m->initrd_start,
					   m->initrd_end - m->initrd_start },
				.said = m->has_initrd };
	v[2] = (struct placed){
		.name = "device tree",
		.of = PLACE_TREE,
		.range = { m->fdt.base,
			   m->source == SOURCE_DTB ? m->fdt.totalsize : 0 },
		.said = m->fdt.has_base
	};
}

bool lint_something_placed(const struct lint *l, const struct range *r)
{
	struct placed v[NR_PLACED];

	find_placed(l, v);
	for (size_t i = 0; l->boot && i < NR_PLACED; i++) {
		if (v[i].said && shares(&v[i], r))
			return true;
	}
	return false;
}

void lint_places(struct lint *l, const struct lint_rule *rule)
{
	struct lot lots[NR_PLACED] = { 0 };
	struct placed v[NR_PLACED];

	if (!l->boot)
		return;
	find_placed(l, v);
	check_room(l, rule, &v[0]);
	make_lots(l, v, lots);
	for (size_t i = 0; i < NR_PLACED; i++) {
		if (!v[i].range.size)
			continue;
		check_against_others(l, rule, v, i);
		if (!v[i].said)
			continue;
		check_against_regions(l, rule, &v[i]);
		check_in_ram(l, rule, &v[i]);
	}
}

void lint_image(struct lint *l, const struct lint_rule *rule)
{
	const char *line = lint_line(l, REMARK_IMAGE_NOT_RAM, NULL);
	struct lint_finding *f;

	if (!l->machine->pc.e820.firmware.nr || !l->boot)
		return;
	if (l->machine->image_guessed) {
		f = lint_add(
			l, rule, xstrdup("kernel image"),
			xasprintf(
				"a crash kernel: there is no RAM at 0x%" PRIx64
				", where a kernel lies else; shown at the lowest place in its own memory, 0x%" PRIx64,
				l->kernel->physical_start,
				l->boot->image_base));
		f->kernel = xstrdup("lies where kexec has put it");
		f->change = xstrdup(
			"--image-base, with \"Kernel code\" of the crash kernel's /proc/iomem");
	} else if (line) {
		f = lint_add(
			l, rule, xstrdup("kernel image"),
			xasprintf(
				"it lies at 0x%" PRIx64
				", where the map has no RAM: the kernel adds the range to the map by itself",
				l->boot->image_base));
		f->kernel = xstrdup(line);
		f->change = xstrdup(
			"--image-base, if it lies elsewhere; else no memmap= over the image");
	}
}

/* The finding that tells already how the boot ends; NULL: none does. */
static struct lint_finding *told_end(const struct lint *l, const char *words)
{
	for (size_t i = 0; i < l->nr_findings; i++) {
		struct lint_finding *f = &l->findings[i];

		if (f->kernel && strstr(f->kernel, words) &&
		    lint_seen(l, f->rule->check))
			return f;
	}
	return NULL;
}

/* The outcome of whatever findings before it give for a cause. */
void lint_panic(struct lint *l, const struct lint_rule *rule)
{
	struct lint_finding *f;
	char *words;

	if (!l->boot || !l->boot->journal->panic)
		return;
	words = journal_last_words(l->boot->journal);
	f = told_end(l, words);
	if (f) {
		f->severity = LINT_ERROR;
		xappendf(&f->kernel, "; so ends the boot, in phase %s (%s)",
			 l->boot->journal->phase, rule->code);
		free(words);
		return;
	}
	f = lint_add(l, rule, xasprintf("phase %s", l->boot->journal->phase),
		     xstrdup("the kernel does not get through the boot"));
	lint_quote_end(l, f, words);
	f->change = xstrdup("see the other findings, and `initmem run`");
}
