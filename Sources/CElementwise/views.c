#include "views.h"
#include <math.h>

static inline float pixel(const float *image, ptrdiff_t height, ptrdiff_t width, ptrdiff_t y, ptrdiff_t x) {
    return y >= 0 && y < height && x >= 0 && x < width ? image[y * width + x] : 0;
}

float pibd_affine_view(
    const float *restrict image, ptrdiff_t height, ptrdiff_t width, pibd_affine map, float *restrict view) {
    float sum = 0;
    for (ptrdiff_t i = 0; i < height; i++) {
        for (ptrdiff_t j = 0; j < width; j++) {
            const float x = map.xx * (float)j + map.xy * (float)i + map.x0;
            const float y = map.yx * (float)j + map.yy * (float)i + map.y0;
            float value = 0;
            // The comparison also keeps numbers out that no integer holds.
            if (x > -1 && x < (float)width && y > -1 && y < (float)height) {
                const float left = floorf(x), top = floorf(y);
                const ptrdiff_t c = (ptrdiff_t)left, r = (ptrdiff_t)top;
                const float u = x - left, v = y - top;
                const float upper = (1 - u) * pixel(image, height, width, r, c)
                    + u * pixel(image, height, width, r, c + 1);
                const float lower = (1 - u) * pixel(image, height, width, r + 1, c)
                    + u * pixel(image, height, width, r + 1, c + 1);
                value = (1 - v) * upper + v * lower;
            }
            view[i * width + j] = value;
            sum += value;
        }
    }
    return sum;
}
