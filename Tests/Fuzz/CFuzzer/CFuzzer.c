/* SwiftPM wants a source file in a C target; the functions come with the sanitizer. */
#include "CFuzzer.h"
