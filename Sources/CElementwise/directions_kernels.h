// The body of directions.c, read once for each scalar: S is the type, NAME(x) the name with the type's suffix. Sums run
// in double, in an order that the compiler may choose once.

CLONES void NAME(pibd_directions)(
    ptrdiff_t n, ptrdiff_t d, double smallest, S *restrict rows, double *restrict lengths) {
#pragma clang fp reassociate(on)
    for (ptrdiff_t i = 0; i < n; i++) {
        S *row = rows + i * d;
        double squares = 0;
        for (ptrdiff_t j = 0; j < d; j++) squares += (double)row[j] * row[j];
        const double length = sqrt(squares);
        lengths[i] = length > smallest ? length : 0;
        const double factor = length > smallest ? 1 / length : 0;
        for (ptrdiff_t j = 0; j < d; j++) row[j] = (S)(row[j] * factor);
    }
}

CLONES void NAME(pibd_directions_gradient)(
    ptrdiff_t n, ptrdiff_t d, const ptrdiff_t *restrict order, double pull, const S *restrict forces,
    const S *restrict directions, const double *restrict lengths, S *restrict out) {
#pragma clang fp reassociate(on)
    enum { WIDTH = 64 };
    for (ptrdiff_t i = 0; i < n; i++) {
        const S *force = forces + i * d, *u = directions + i * d;
        S *row = out + order[i] * d;
        double along = 0;
        for (ptrdiff_t j = 0; j < d; j++) along += (double)force[j] * u[j];
        const double scale = lengths[i] > 0 ? pull / lengths[i] : 0;
        for (ptrdiff_t j = 0; j < d; j++) row[j] = (S)(scale * (force[j] - along * u[j]));
    }
    for (ptrdiff_t start = 0; start < d; start += WIDTH) {
        const ptrdiff_t width = d - start < WIDTH ? d - start : WIDTH;
        double means[WIDTH] = {0};
        for (ptrdiff_t i = 0; i < n; i++) {
            for (ptrdiff_t j = 0; j < width; j++) means[j] += out[i * d + start + j];
        }
        for (ptrdiff_t j = 0; j < width; j++) means[j] /= (double)n;
        for (ptrdiff_t i = 0; i < n; i++) {
            for (ptrdiff_t j = 0; j < width; j++) out[i * d + start + j] = (S)(out[i * d + start + j] - means[j]);
        }
    }
}
