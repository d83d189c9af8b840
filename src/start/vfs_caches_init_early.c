/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/system_hash.h"
#include "start/calls.h"
#include "util/alloc.h"

/* dcache_init_early(), inode_init_early(): with hashdist they come later. */
int vfs_caches_init_early(struct boot *b)
{
	const struct hash_spec specs[] = {
		{ .name = "Dentry cache",
		  .by = "alloc_large_system_hash dcache_init_early",
		  .bucket_size = b->kernel->size.hlist_bl_head ?
					 b->kernel->size.hlist_bl_head :
					 b->kernel->size.hlist_head,
		  .entries = b->params.dhash_entries,
		  .scale = 13,
		  .low_limit = 2 },
		{ .name = "Inode-cache",
		  .by = "alloc_large_system_hash inode_init_early",
		  .bucket_size = b->kernel->size.hlist_head,
		  .entries = b->params.ihash_entries,
		  .scale = 14 },
	};

	b->vfs_caches_early = true;
	if (b->hashdist)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
		if (alloc_large_system_hash(b, &specs[i]))
			return -1;
	}
	return 0;
}
