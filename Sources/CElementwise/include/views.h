// Images looked at through an affine map.
#ifndef PIBD_VIEWS_H
#define PIBD_VIEWS_H
#include <stddef.h>

// Where a pixel of the view lies in the image: x' = xx x + xy y + x0, y' = yx x + yy y + y0, in pixels from the image's
// first one.
typedef struct {
    float xx, xy, x0;
    float yx, yy, y0;
} pibd_affine;

// view (height x width) = the image there, interpolated linearly between its four nearest pixels and zero outside.
// Returns the sum over the view.
float pibd_affine_view(const float *image, ptrdiff_t height, ptrdiff_t width, pibd_affine map, float *view);
#endif
