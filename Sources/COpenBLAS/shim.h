// OpenBLAS's cblas.h and Debian's LAPACKE. Complex numbers stay out: Swift cannot import them.
#ifndef PIBD_COPENBLAS_SHIM_H
#define PIBD_COPENBLAS_SHIM_H
#include <cblas.h>
#include <lapacke.h>
#endif
