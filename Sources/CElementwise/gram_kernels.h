// The body of gram.c, read once for each scalar: S is the type, NAME(x) the function's name with the type's suffix,
// EXPONENTIAL the function for x <= 0. Sums run in double, in an order that the compiler may choose once.
//
// Rows of the triangle start at the diagonal, so their lengths are all different; a loop that costs much per element
// starts at the multiple of 16 before it instead and blanks what lies left of it: no scalar remainder.

CLONES double NAME(pibd_centre)(
    const S *restrict rows, const ptrdiff_t *restrict order, ptrdiff_t n, ptrdiff_t d, S *restrict centred) {
#pragma clang fp reassociate(on)
    enum { WIDTH = 64 };
    double squares = 0;
    for (ptrdiff_t start = 0; start < d; start += WIDTH) {
        const ptrdiff_t width = d - start < WIDTH ? d - start : WIDTH;
        const S *first = rows + order[0] * d + start;
        double means[WIDTH] = {0};
        // The first row is subtracted before the mean is taken: what the rows share never enters a rounding.
        for (ptrdiff_t i = 0; i < n; i++) {
            const S *row = rows + order[i] * d + start;
            S *out = centred + i * d + start;
            for (ptrdiff_t j = 0; j < width; j++) {
                out[j] = row[j] - first[j];
                means[j] += out[j];
            }
        }
        for (ptrdiff_t j = 0; j < width; j++) means[j] /= (double)n;
        for (ptrdiff_t i = 0; i < n; i++) {
            S *out = centred + i * d + start;
            for (ptrdiff_t j = 0; j < width; j++) {
                out[j] = (S)(out[j] - means[j]);
                squares += (double)out[j] * out[j];
            }
        }
    }
    return squares;
}

CLONES void NAME(pibd_gaussian)(ptrdiff_t n, double rate, S *restrict k, S *restrict squares) {
    for (ptrdiff_t i = 0; i < n; i++) squares[i] = k[i * n + i];
    for (ptrdiff_t i = 0; i < n; i++) {
        S *row = k + i * n;
        const S own = squares[i];
        const S factor = (S)-rate;
        const int diagonal = (int)i, end = (int)n;
#pragma clang loop interleave_count(1)
        for (int j = diagonal & ~15; j < end; j++) {
            S distance = own + squares[j] - 2 * row[j];
            distance = distance > 0 ? distance : 0;
            const S value = EXPONENTIAL(distance * factor);
            row[j] = j > diagonal ? value : 0;
        }
        row[i] = 1;
    }
}

CLONES void NAME(pibd_same_class)(ptrdiff_t n, const ptrdiff_t *restrict ends, S *restrict x) {
    for (ptrdiff_t i = 0; i < n; i++) {
        for (ptrdiff_t j = i; j < ends[i]; j++) x[i * n + j] = 1;
        for (ptrdiff_t j = ends[i]; j < n; j++) x[i * n + j] = 0;
    }
}

CLONES pibd_gram_sums NAME(pibd_gram_moments)(
    ptrdiff_t n, const S *restrict k, const S *restrict x, double *restrict k_rows, double *restrict x_rows) {
#pragma clang fp reassociate(on)
    double kk = 0, kx = 0, xx = 0, kkxx = 0;
    for (ptrdiff_t i = 0; i < n; i++) k_rows[i] = x_rows[i] = 1;
    for (ptrdiff_t i = 0; i < n; i++) {
        double k_row = 0, x_row = 0;
        for (ptrdiff_t j = i + 1; j < n; j++) {
            const double kij = k[i * n + j], xij = x[i * n + j], product = kij * xij;
            kk += kij * kij;
            kx += product;
            xx += xij * xij;
            kkxx += product * product;
            k_row += kij;
            x_row += xij;
            k_rows[j] += kij;
            x_rows[j] += xij;
        }
        k_rows[i] += k_row;
        x_rows[i] += x_row;
    }
    const double ones = (double)n;
    return (pibd_gram_sums){ones + 2 * kk, ones + 2 * kx, ones + 2 * xx, ones + 2 * kkxx};
}

CLONES void NAME(pibd_weigh_quadratic)(
    ptrdiff_t n, pibd_gram_weight weight, const S *restrict u, const S *restrict k, const S *restrict x,
    S *restrict p) {
    const S a = (S)weight.a, b = (S)weight.b, c = (S)weight.c;
    for (ptrdiff_t i = 0; i < n; i++) {
        const S own = u[i];
        for (ptrdiff_t j = i + 1; j < n; j++) {
            const S kij = k[i * n + j], xij = x[i * n + j];
            p[i * n + j] += kij * (kij * (a + b * xij * xij) + c * xij + own + u[j]);
        }
    }
}

CLONES void NAME(pibd_weigh)(ptrdiff_t n, const double *restrict g, const S *restrict k, S *restrict p) {
    for (ptrdiff_t i = 0; i < n; i++) {
        for (ptrdiff_t j = i + 1; j < n; j++) p[i * n + j] += (S)(g[i * n + j] * k[i * n + j]);
    }
}

CLONES void NAME(pibd_laplacian)(ptrdiff_t n, S *restrict p, double *restrict sums) {
#pragma clang fp reassociate(on)
    for (ptrdiff_t i = 0; i < n; i++) sums[i] = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        double sum = 0;
        for (ptrdiff_t j = i + 1; j < n; j++) {
            const double pij = p[i * n + j];
            sum += pij;
            sums[j] += pij;
        }
        p[i * n + i] = (S)-(sums[i] + sum);
    }
}

CLONES void NAME(pibd_gram_block)(
    ptrdiff_t n, const S *restrict k, const S *restrict x, ptrdiff_t first, ptrdiff_t m, double scale,
    double diagonal, double *restrict block) {
    for (ptrdiff_t i = 0; i < m; i++) {
        const ptrdiff_t row = (first + i) * n + first;
        block[i * m + i] = diagonal;
        if (x) {
            for (ptrdiff_t j = i + 1; j < m; j++) block[i * m + j] = scale * ((double)k[row + j] * x[row + j]);
        } else {
            for (ptrdiff_t j = i + 1; j < m; j++) block[i * m + j] = scale * k[row + j];
        }
    }
}

CLONES void NAME(pibd_add_block)(
    ptrdiff_t n, const double *restrict h, const S *restrict x, ptrdiff_t first, ptrdiff_t m, double scale,
    double *restrict g) {
    for (ptrdiff_t i = 0; i < m; i++) {
        const ptrdiff_t row = (first + i) * n + first;
        if (x) {
            for (ptrdiff_t j = i + 1; j < m; j++) g[row + j] += scale * (h[i * m + j] * x[row + j]);
        } else {
            for (ptrdiff_t j = i + 1; j < m; j++) g[row + j] += scale * h[i * m + j];
        }
    }
}

CLONES double NAME(pibd_dot)(ptrdiff_t count, const S *restrict a, const S *restrict b) {
#pragma clang fp reassociate(on)
    double sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) sum += (double)a[i] * b[i];
    return sum;
}

CLONES void NAME(pibd_outputs_gradient)(
    ptrdiff_t n, ptrdiff_t d, const ptrdiff_t *restrict order, double pull, const S *restrict forces, double spread,
    const S *restrict centred, S *restrict out) {
    const S force = (S)pull, scale = (S)spread;
    for (ptrdiff_t i = 0; i < n; i++) {
        S *row = out + order[i] * d;
        for (ptrdiff_t j = 0; j < d; j++) row[j] = force * forces[i * d + j] + scale * centred[i * d + j];
    }
}
