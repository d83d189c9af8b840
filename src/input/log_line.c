/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_line.h"

#include <ctype.h>
#include <string.h>

#include "input/scan.h"
#include "util/alloc.h"
#include "util/range.h"

/* Longer than any date in brackets; more than loggers put before a line. */
#define MAX_BRACKET 49
#define MAX_PREFIXES 16
#define MAX_BEFORE 64

/* Each returns what follows its kind of prefix, or the same pointer. */

/* "> > " of a quoted mail, blanks. */
static char *skip_quotes(char *s)
{
	return s + strspn(s, " \t>");
}

/* "<6>" */
static char *skip_level(char *s)
{
	char *p = s + 1;

	if (*s != '<')
		return s;
	p += strspn(p, "0123456789");
	return *p == '>' && p > s + 1 && p <= s + 4 ? p + 1 : s;
}

/* "[    0.000000]", "[Tue Nov 24 ...]", "[    T0]", but not "[mem 0x..." */
static char *skip_bracket(char *s)
{
	static const char *const ranges[] = { "[mem", "[gap", "[io", "[bus" };
	char *close;

	if (*s != '[')
		return s;
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (strncmp(s, ranges[i], strlen(ranges[i])) == 0)
			return s;
	close = memchr(s, ']', strnlen(s, MAX_BRACKET));
	if (!close)
		return s;
	return close + (close[1] == '-' ? 2 : 1); /* "[    0.000000@0]- " */
}

/*
 * "(0)[0:swapper]", "-(0)[0:swapper]", "c0      0 ", "@0 " behind a stamp: the
 * CPU, as vendors print it.
 */
static char *skip_cpu(char *s)
{
	static const char digits[] = "0123456789";
	char *mark = s[0] == '-' && s[1] == '(' ? s + 1 : s;
	size_t len = strspn(mark + (*mark != 0), digits);
	char *p = mark + 1 + len;

	if (!len || !strchr("(c@", *mark))
		return s;
	if (*mark == '(')
		return p[0] == ')' && p[1] == '[' ? p + 1 : s;
	if (*mark == '@')
		return *p == ' ' ? p + 1 : s;
	if (*p != ' ')
		return s;
	p += strspn(p, " ");
	len = strspn(p, digits);
	return len && p[len] == ' ' ? p + len : s;
}

/* "kernel  : " */
static char *skip_tag(char *s)
{
	static const char tag[] = "kernel";
	char *p = s + strlen(tag);

	if (strncmp(s, tag, strlen(tag)) != 0)
		return s;
	p += strspn(p, " ");
	return *p == ':' ? p + 1 : s;
}

/* "11-26 14:35:13.123  root     0     0 I : ", "11-26 14:35:13.123 I/kernel
 * ..." of logcat */
static char *skip_logcat(char *s)
{
	char *p = s;

	if (strspn(s, "0123456789-") != 5 || s[2] != '-' || s[5] != ' ')
		return s;
	for (int words = 0; words < 7; words++) {
		size_t len = strcspn(p, " \t");

		if (len == 1 && words >= 4 && strchr("VDIWEF", *p)) {
			p += 1 + strspn(p + 1, " \t");
			return *p == ':' ? p + 1 : skip_tag(p);
		}
		if (words == 2 && p[0] && p[1] == '/')
			return p;
		p += len;
		p += strspn(p, " \t");
	}
	return s;
}

/* "I/kernel  (    0): ", "I/kernel  : " of logcat -v brief and tag */
static char *skip_brief(char *s)
{
	char *p = strchr(s, '('), *tagged;

	if (!*s || !strchr("VDIWEF", *s) || s[1] != '/')
		return s;
	tagged = skip_tag(s + 2);
	if (tagged != s + 2)
		return tagged;
	if (!p || p - s > 32)
		return s;
	p++;
	p += strspn(p, " ");
	p += strspn(p, "0123456789");
	return p[0] == ')' && p[1] == ':' ? p + 2 : s;
}

/* "  12  [    0.000000]", "12: [ ...": the number of a line, before a stamp. */
static char *skip_number(char *s)
{
	static const char digits[] = "0123456789";
	size_t len = strspn(s, digits);
	char *p = s + len, *stamp;

	p += strspn(p, ":|");
	p += strspn(p, " \t");
	if (!len || p == s + len || *p != '[')
		return s;
	stamp = p + 1 + strspn(p + 1, " ");
	len = strspn(stamp, digits);
	return len && stamp[len] == '.' ? p : s;
}

/* "6,145,0,-;" of /dev/kmsg */
static char *skip_kmsg(char *s)
{
	static const char digits[] = "0123456789";
	char *p = s;

	for (int numbers = 0; numbers < 3; numbers++) {
		size_t len = strspn(p, digits);

		if (!len || p[len] != ',')
			return s;
		p += len + 1;
	}
	p = strchr(p, ';');
	return p && p - s < MAX_BRACKET ? p + 1 : s;
}

/* "MESSAGE=" of journalctl -o export and verbose, "data: " of its gateway. */
static char *skip_field(char *s)
{
	static const char *const fields[] = { "MESSAGE=", "data: " };

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!strncmp(s, fields[i], strlen(fields[i])))
			return s + strlen(fields[i]);
	}
	return s;
}

/* The character that a JSON string has behind a backslash. */
static char unescape(char c)
{
	static const char from[] = "ntrbf", to[] = "\n\t\r\b\f";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : c;
}

/* What holds the line of a log, by journalctl, dmesg and containers. */
static char *json_value(char *s)
{
	static const char *const keys[] = { "\"MESSAGE\"", "\"msg\"",
					    "\"log\"" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		char *at = *s == '{' ? strstr(s, keys[i]) : s;

		if (!at || strncmp(at, keys[i], strlen(keys[i])) != 0)
			continue;
		at += strlen(keys[i]);
		at += strspn(at, " \t:");
		if (*at == '"')
			return at + 1;
	}
	return NULL;
}

/* Decoded where it stands, up to the closing quote; how long it is. */
static size_t decode_json(char *start)
{
	char *to = start;

	for (char *from = start; *from && *from != '"'; from++) {
		if (*from == '\\' && from[1] && from[1] != 'u')
			*to++ = unescape(*++from);
		else
			*to++ = *from;
	}
	return (size_t)(to - start);
}

/*
 * {"MESSAGE":"...", ...} of journalctl -o json, also spread over lines, as
 * dmesg -J does. What the kernel says is ASCII; \\u is left as it is. The line
 * becomes one of a level and the message, for it may be read again:
 *
 *     {"PRIORITY":"6","MESSAGE":"Zone ranges:", ...}
 *                                    <6>Zone ranges:
 */
static char *skip_json(char *s)
{
	static const char level[] = "<6>";
	char *start = json_value(s), *end;
	size_t len;

	if (!start)
		return s;
	end = start + strlen(start);
	len = decode_json(start);
	memmove(end - len, start, len);
	memset(s, ' ', (size_t)(end - len - s));
	return memcpy(end - len - strlen(level), level, strlen(level));
}

/* "2026-11-24T14:35:13+0000", "14:35:13.123" */
static char *skip_clock(char *s)
{
	size_t len = strcspn(s, " \t");
	bool date, clock;

	if (!isdigit((unsigned char)*s) || len > 40 ||
	    strspn(s, "0123456789-:.,+TZ>|") < len)
		return s;
	date = len >= 10 && s[4] == '-' && s[7] == '-';
	clock = len >= 8 && s[2] == ':' && s[5] == ':';
	return date || clock ? s + len : s;
}

/* "kern  :info  : " of dmesg -x, "(XEN) " of the hypervisor */
static char *skip_facility(char *s)
{
	char *p = s + 4;

	if (strncmp(s, "(XEN)", 5) == 0)
		return s + 5;
	if (strncmp(s, "kern", 4) != 0)
		return s;
	p += strspn(p, " ");
	if (*p++ != ':')
		return s;
	p += strcspn(p, " :[");
	p += strspn(p, " ");
	return *p == ':' ? p + 1 : s;
}

/* "arch/x86/kernel/e820.c e820__print_table 207 ": the place that says it;
 * some have the number of the line, some not */
static char *skip_source(char *s)
{
	static const char digits[] = "0123456789";
	char *p = s + strcspn(s, " \t");
	bool path = memchr(s, '/', (size_t)(p - s)) != NULL;
	size_t number;

	if (p - s < 3 || p[-2] != '.' || (p[-1] != 'c' && p[-1] != 'h') ||
	    *p++ != ' ')
		return s;
	while (isalnum((unsigned char)*p) || *p == '_')
		p++;
	if (*p++ != ' ')
		return s;
	number = strspn(p, digits);
	if (number)
		return p[number] == ' ' ? p + number + 1 : s;
	return path ? p : s;
}

/*
 * "Nov 24 14:35:13 host kernel: ", "14:35:13,123 INFO kernel:" of installers,
 * "1 2026-11-24T14:35:13Z host kernel - - - " of RFC 5424. At most eight words
 * stand before it, and those with a colon are times.
 */
static char *skip_syslog(char *s)
{
	char *p = s;

	for (int words = 0; words < 9; words++) {
		size_t len = strcspn(p, " \t");

		if (len >= 7 && strncmp(p, "kernel:", 7) == 0)
			return p + 7;
		if (words && !strncmp(p, "kernel - - - ", 13))
			return p + 13;
		if (!len ||
		    (memchr(p, ':', len) && !isdigit((unsigned char)*p)))
			return s;
		p += len;
		p += strspn(p, " \t");
	}
	return s;
}

/*
 * "2026-11-24 14:35:13 - INFO - [    0.000000] ...": whatever a logger, or some
 * other text on a serial line, has put in front of the kernel's own stamp.
 */
static char *skip_to_stamp(char *s)
{
	static const char digits[] = "0123456789";
	char *open = s + strcspn(s, "[\"");
	const char *p = open + 1;
	size_t len;

	if (*open != '[' || open - s > MAX_BEFORE)
		return s;
	p += strspn(p, " ");
	len = strspn(p, digits);
	if (!len || p[len] != '.')
		return s;
	p += len + 1;
	return strspn(p, digits) == 6 && p[6] == ']' ? open : s;
}

static char *(*const skips[])(char *s) = {
	skip_json,     skip_field,  skip_kmsg,	 skip_level, skip_number,
	skip_bracket,  skip_cpu,    skip_logcat, skip_brief, skip_clock,
	skip_facility, skip_syslog, skip_source,
};

char *log_payload(char *line, bool *stamped)
{
	char *before = NULL;

	*stamped = false;
	line = skip_to_stamp(line);
	for (int n = 0; n < MAX_PREFIXES && line != before; n++) {
		before = line;
		line = skip_quotes(line);
		for (size_t i = 0; i < ARRAY_SIZE(skips); i++) {
			char *p = skips[i](line);

			*stamped |= p != line;
			line = p;
		}
	}
	return line;
}

/* The byte that ends a command, unless the line ends first. */
static const char *skip_final(const char *s)
{
	return *s && *s != '\n' && *s != '\r' ? s + 1 : s;
}

/* Behind the parameters of "ESC [ ... m", "ESC ( B". */
static const char *skip_parameters(const char *s)
{
	return s + strspn(s, "0123456789:;<=>? !\"#$%&'()*+,-./");
}

/*
 * What a terminal reads as a command, for colours and titles: "ESC [ ... m",
 * "ESC ] ... BEL", "ESC ( B"; some viewers show the escape as "^[".
 */
static const char *skip_escape(const char *s)
{
	const char *p = s;

	if (*p == '\033')
		p++;
	else if (p[0] == '^' && p[1] == '[')
		p += 2;
	else
		return s;
	if (*p != ']')
		return skip_final(skip_parameters(p + (*p == '[')));
	p += strcspn(p, "\a\033\n\r");
	return *p == '\033' && p[1] == '\\' ? p + 2 : skip_final(p);
}

/* What a page on the web has in the place of a character. */
static const struct {
	const char *name;
	char c;
} entities[] = {
	{ "&lt;", '<' },   { "&gt;", '>' },   { "&amp;", '&' },
	{ "&quot;", '"' }, { "&#39;", '\'' }, { "&nbsp;", ' ' },
};

static const char *skip_entity(const char *s, char *c)
{
	for (size_t i = 0; *s == '&' && i < ARRAY_SIZE(entities); i++) {
		size_t len = strlen(entities[i].name);

		if (!strncmp(s, entities[i].name, len)) {
			*c = entities[i].c;
			return s + len;
		}
	}
	return s;
}

/* And what it has in none: a line has nothing of the kind but for nodes. */
static const char *skip_markup(const char *s)
{
	static const char *const names[] = { "br",   "pre", "html", "body",
					     "code", "p",   "div",  "span",
					     "td",   "tr" };
	const char *name = s + 1 + (*s && s[1] == '/');
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz");
	const char *end = name + strcspn(name, ">\n\r");

	if (*s != '<' || *end != '>' || !strchr(" />", name[len]))
		return s;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i]) == len && !strncmp(name, names[i], len))
			return end + 1;
	}
	return s;
}

/* A line's end as loggers write it that keep it in one. */
static const char *skip_newline(const char *s)
{
	static const char *const ends[] = { "\\x0a", "#012" };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		if (!strncmp(s, ends[i], 4))
			return s + 4;
	}
	return s;
}

/* Where one of them can begin: most bytes of a log are none. */
static const bool begins[256] = {
	['\033'] = true, ['^'] = true,	['<'] = true,
	['&'] = true,	 ['\\'] = true, ['#'] = true,
};

/* Takes these out, wherever they stand, and decodes those; the new length. */
static size_t drop_escapes(char *text, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8 */
	const char *from = text, *end = text + len;
	char *to = text, c = 0;

	if (len >= strlen(mark) && !memcmp(text, mark, strlen(mark)))
		from += strlen(mark);
	while (from < end) {
		const char *after, *behind, *next;

		if (!begins[(unsigned char)*from]) {
			*to++ = *from++;
			continue;
		}
		after = skip_markup(skip_escape(from));
		behind = skip_entity(from, &c);
		next = skip_newline(from);
		if (behind != from) {
			*to++ = c;
			from = behind;
		} else if (next != from) {
			*to++ = '\n';
			from = next;
		} else if (after != from) {
			from = after;
		} else {
			*to++ = *from++;
		}
	}
	*to = 0;
	return (size_t)(to - text);
}

/* What a line holds with which a boot may begin. */
static const char *const beginnings[LOG_WORDS_MAX] = {
	"Linux version ",
	"BIOS-provided physical RAM map:",
};

void log_lines_init(struct log_lines *l, char *text, size_t len)
{
	*l = (struct log_lines){
		.at = text,
		.end = text + drop_escapes(text, len),
		.words = beginnings,
		.nr_words = ARRAY_SIZE(beginnings),
	};
}

void log_lines_only(struct log_lines *l, const char *const *words, size_t n)
{
	l->words = words;
	l->nr_words = n;
	l->only = true;
}

/* What a journal has around its messages, in lines of its own. */
static bool is_frame(const char *s)
{
	static const char *const starts[] = { "{",	    "}",
					      "]",	    "_",
					      "PRIORITY=",  "SYSLOG_",
					      "SUBSYSTEM=", "DEVICE=" };
	const char *bracket = strstr(s, " [s=");

	if (*s == '"' && (strstr(s, "\":") || strstr(s, "\" :")))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		if (!strncmp(s, starts[i], strlen(starts[i])))
			return true;
	}
	return bracket && strchr(bracket, ']');
}

/* The first line that is sought stands there, or at the end. */
static const char *find_word(struct log_lines *l)
{
	char *first = l->end;

	for (size_t i = 0; i < l->nr_words; i++) {
		const char *word = l->words[i];

		if (!l->next[i] || l->next[i] < l->at)
			l->next[i] = memmem(l->at, (size_t)(l->end - l->at),
					    word, strlen(word));
		if (!l->next[i])
			l->next[i] = l->end;
		if (l->next[i] < first)
			first = l->next[i];
	}
	return first;
}

/* From the beginning of one line to that of the next that is sought. */
static void skip_to_word(struct log_lines *l)
{
	const char *found = find_word(l);

	for (char *p = l->at; p < found; p++) {
		if (*p && *p != '\n' && *p != '\r')
			continue;
		p += p[0] == '\r' && p[1] == '\n';
		l->number++;
		l->at = p + 1;
	}
	if (found == l->end)
		l->at = l->end;
}

/* false: this is one line too many. */
static bool count_line(struct log_lines *l, const struct log_line *line)
{
	l->read++;
	l->of_boot++;
	for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++) {
		if (!strncmp(line->text, beginnings[i], strlen(beginnings[i])))
			l->of_boot = 0;
	}
	l->boots += !l->of_boot;
	if (l->read > LOG_LINES_MAX)
		l->limit = "line";
	else if (l->boots > LOG_BOOTS_MAX)
		l->limit = "boot";
	return !l->limit;
}

bool log_lines_next(struct log_lines *l, struct log_line *line)
{
	char *start, *p;

	if (l->only || l->of_boot >= LOG_BOOT_LINES_MAX)
		skip_to_word(l);
	start = p = l->at;
	if (start >= l->end)
		return false;
	while (p < l->end && *p && *p != '\n' && *p != '\r')
		p++;
	l->at = p + (p[0] == '\r' && p[1] == '\n' ? 2 : 1);
	line->width = (size_t)(p - start);
	p = start + min_size(line->width, LOG_WIDTH_MAX);
	*p = 0;
	line->number = ++l->number;
	if (p == start) { /* a file may have nothing else */
		line->text = p;
		line->stamped = false;
		return count_line(l, line);
	}
	line->text = log_payload(start, &line->stamped);
	if (!line->stamped && is_frame(line->text)) {
		line->text = p;
		line->width = 0;
	}
	return count_line(l, line);
}
