#include "directions.h"
#include "clones.h"
#include <math.h>

#define S float
#define NAME(name) name##_f32
#include "directions_kernels.h"
#undef S
#undef NAME

#define S double
#define NAME(name) name##_f64
#include "directions_kernels.h"
