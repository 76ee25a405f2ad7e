// What the allocator does with the memory of matrices.
#ifndef PIBD_FREED_MEMORY_H
#define PIBD_FREED_MEMORY_H
// Keeps up to 512 MiB of freed memory in the process (glibc's mallopt).
void pibd_keep_freed_memory(void);
#endif
