/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/mm_init/system_hash.h"
#include "start/calls.h"

/* dcache_init_early(), inode_init_early(): with hashdist they come later. */
int vfs_caches_init_early(struct boot *b)
{
	struct hash_spec s;

	b->vfs_caches_early = true;
	if (b->hashdist)
		return 0;
	for (size_t i = 0; vfs_hash_spec(b, i, &s); i++) {
		if (alloc_large_system_hash(b, &s))
			return -1;
	}
	return 0;
}
