// What the program was built from, handed in by Package.swift.
#ifndef PIBD_BUILD_INFORMATION_H
#define PIBD_BUILD_INFORMATION_H
const char *pibd_build_commit(void);
#endif
