#include "build_information.h"

const char *pibd_build_commit(void) { return PIBD_COMMIT; }
