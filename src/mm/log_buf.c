/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/log_buf.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

#define LOG_BUF_LEN_MAX (1ULL << 31)
#define PRB_AVGBITS 5

/* log_buf_add_cpu(): each further CPU may want to say something. */
static uint64_t log_buf_for_cpus(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t each = 1ULL << k->log_cpu_max_buf_shift;
	uint64_t base = 1ULL << k->log_buf_shift;
	uint64_t extra = (b->nr_possible_cpus - 1) * each;

	if (b->nr_possible_cpus <= 1 || extra <= base / 2)
		return 0;
	journal_log(b->journal,
		    "printk: log_buf_len individual max cpu contribution: %" PRIu64
		    " bytes",
		    each);
	journal_log(b->journal,
		    "printk: log_buf_len total cpu_extra contributions: %" PRIu64
		    " bytes",
		    extra);
	journal_log(b->journal,
		    "printk: log_buf_len min size: %" PRIu64 " bytes", base);
	return roundup_pow2(extra + base);
}

/* What log_buf_len= asks for; 0: no more than there is. */
static uint64_t asked_len(const struct boot *b)
{
	uint64_t asked = min_u64(b->params.log_buf_len, LOG_BUF_LEN_MAX);

	asked = asked ? roundup_pow2(asked) : 0;
	return asked > 1ULL << b->kernel->log_buf_shift ? asked : 0;
}

/* What is logged of the log's buffer. */
RULE(log_buf_lines, "setup_log_buf()", WITH_MEMBLOCK,
     VARIANT(LOG_BUF_LINES_ALWAYS, "always",
	     .shows = "function print_log_buf_usage_stats"),
     VARIANT(LOG_BUF_LINES_IF_LARGER, "if_larger",
	     .shows = "string \"log_buf_len: %u bytes\""));

static bool logs_always(const struct boot *b)
{
	return b->kernel->rules.log_buf_lines == LOG_BUF_LINES_ALWAYS &&
	       b->kernel->size.printk_info;
}

/* The ring buffer, its descriptors and infos. */
static bool alloc_log_buf(struct boot *b, uint64_t len)
{
	const struct kernel *k = b->kernel;
	uint64_t count = len >> PRB_AVGBITS;
	const uint64_t sizes[] = { len, count * k->size.prb_desc,
				   count * k->size.printk_info };
	uint64_t at[3] = { 0 };

	for (size_t i = 0; i < 3 && sizes[i]; i++) {
		at[i] = memblock_alloc(b, sizes[i], k->word_size,
				       "kernel log buffer", "setup_log_buf");
		if (at[i])
			continue;
		journal_log(b->journal,
			    "printk: log_buf_len: %" PRIu64
			    " bytes not available",
			    sizes[i]);
		while (i-- > 0)
			memblock_free(b, at[i], sizes[i], "setup_log_buf");
		return false;
	}
	if (!logs_always(b))
		journal_log(b->journal,
			    "printk: log_buf_len: %" PRIu64 " bytes", len);
	journal_inexact(
		b->journal, "log",
		"the line \"early log buf free\" depends on everything logged so far and is left out");
	return true;
}

/* print_log_buf_usage_stats() */
static void log_usage(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t data = b->log_buf_bytes ? b->log_buf_bytes :
					   1ULL << k->log_buf_shift;
	uint64_t meta = (data >> PRB_AVGBITS) *
			(k->size.prb_desc + k->size.printk_info);

	journal_log(b->journal,
		    "printk: log buffer data + meta data: %" PRIu64
		    " + %" PRIu64 " = %" PRIu64 " bytes",
		    data, meta, data + meta);
}

void setup_log_buf(struct boot *b, bool early)
{
	uint64_t len = b->log_buf_bytes ? 0 : asked_len(b);

	if (b->log_buf_bytes)
		return;
	if (!len && !early)
		len = log_buf_for_cpus(b);
	if (len && alloc_log_buf(b, len))
		b->log_buf_bytes = len;
	if (logs_always(b) && (len || !early))
		log_usage(b);
}
