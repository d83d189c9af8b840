/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_RELEASE_H
#define INITMEM_PROFILE_RELEASE_H

/*
 * A release by its numbers and those of its repairs, as release_reaches() reads
 * them; to be freed. What distributions put there is a number of their own, but
 * their banners have what it is made of: "6.1.0-50-amd64" and "... Debian
 * 6.1.176-1 (...)" are 6.1.176. banner NULL: not known.
 */
char *release_with_repairs(const char *release, const char *banner);

#endif
