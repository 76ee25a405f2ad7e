#ifndef PIBD_CUDEV_SHIM_H
#define PIBD_CUDEV_SHIM_H
#include <libudev.h>
#endif
