"""Local losses and their closed-form gradients at the measured outputs, in NumPy.

The peer that pibd's losses are timed against: the same formulas (docs/pib.md), the label kernel block by block, float32
but for eigendecompositions and Cholesky factors. Run it for JSON lines; import `local_loss` to train with it.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

LN2 = np.log(2.0)
SMALLEST_EIGENVALUE = 1e-10


class LabelBlocks:
    """A batch of labels, sorted by class and padded, so that all class blocks are decomposed in one call."""

    def __init__(self, labels):
        order = np.argsort(labels, kind="stable")
        _, self.counts = np.unique(labels, return_counts=True)
        largest = self.counts.max()
        self.used = np.arange(largest) < self.counts[:, None]
        index = np.zeros(self.used.shape, dtype=np.intp)
        index[self.used] = order
        self.n = len(labels)
        self.rows, self.columns = index[:, :, None], index[:, None, :]
        self.pairs = self.used[:, :, None] & self.used[:, None, :]
        self.flat = (self.rows * self.n + self.columns)[self.pairs]

    def gather(self, full):
        """Class blocks of a full matrix (classes x largest x largest), zero where padded."""
        return np.where(self.pairs, full[self.rows, self.columns], 0)

    def subtract(self, full, blocks):
        """full -= the block-diagonal matrix of these blocks."""
        full.reshape(-1)[self.flat] -= blocks[self.pairs]


def gram(t, c):
    """Gaussian Gram matrix of centred outputs, squared distances and squared width."""
    n = len(t)
    norms = np.einsum("ij,ij->i", t, t)
    distances = t @ t.T
    distances *= -2
    distances += norms[:, None]
    distances += norms
    np.maximum(distances, 0, out=distances)
    np.fill_diagonal(distances, 0)
    s2 = c * float(distances.sum(dtype=np.float64)) / (n * (n - 1))
    return np.exp(distances * t.dtype.type(-0.5 / s2)), distances, s2


def entropy(a, alpha):
    """Matrix Renyi entropy in bits and its derivative; `a` is one matrix or the blocks of a block-diagonal one."""
    if alpha == 2:
        squared_norm = float(np.vdot(a, a))
        return -np.log2(squared_norm), a * a.dtype.type(-2 / (LN2 * squared_norm))
    values, vectors = np.linalg.eigh(a.astype(np.float64))
    kept = values >= SMALLEST_EIGENVALUE
    w = np.where(kept, values, 1)
    if alpha == 1:
        entropy_bits, slope = -np.sum(w * np.log2(w)), -(np.log(w) + 1) / LN2
        scaled = vectors * np.where(kept, slope, 0)[..., None, :]
        return entropy_bits, scaled @ vectors.swapaxes(-1, -2)
    power_sum = np.sum(np.where(kept, w**alpha, 0))
    factor = alpha / ((1 - alpha) * LN2 * power_sum)
    scaled = vectors * np.where(kept, w ** ((alpha - 1) / 2), 0)[..., None, :]
    return np.log2(power_sum) / (1 - alpha), factor * (scaled @ scaled.swapaxes(-1, -2))


def log_determinant(a):
    """Natural log-determinant of positive definite matrices, summed, and their inverses, in double."""
    a = a.astype(np.float64)
    factor = np.linalg.cholesky(a)
    return 2 * np.log(np.diagonal(factor, axis1=-2, axis2=-1)).sum(), np.linalg.inv(a)


def renyi_information(k, alpha, blocks=None, k_x=None):
    """I_alpha(T;Y) with labels, or I_alpha(T;X) with a second Gram matrix, and its derivative by K."""
    n = len(k)
    entropy_t, slope = entropy(k / k.dtype.type(n), alpha)
    if blocks is not None:
        p = blocks.counts / n
        entropy_y = -np.sum(p * np.log2(p)) if alpha == 1 else np.log2(np.sum(p**alpha)) / (1 - alpha)
        joint, joint_slope = entropy(blocks.gather(k) / k.dtype.type(n), alpha)
        blocks.subtract(slope, joint_slope)
    else:
        entropy_y, _ = entropy(k_x / k.dtype.type(n), alpha)
        joint, joint_slope = entropy(k * k_x / k.dtype.type(n), alpha)
        slope -= joint_slope * k_x
    slope /= n
    return entropy_t + entropy_y - joint, slope


def log_det_information(k, eps, blocks=None, k_x=None):
    """The log-determinant information of T and labels, or of T and X, and its derivative by K."""
    n = len(k)
    shifted = k.astype(np.float64)
    shifted.reshape(-1)[:: n + 1] += eps
    first, slope = log_determinant(shifted)
    if blocks is not None:
        padded = blocks.gather(k).astype(np.float64)
        diagonal = np.arange(padded.shape[-1])
        padded[:, diagonal, diagonal] = np.where(blocks.used, 1 + eps, 1)
        second, second_slope = log_determinant(padded)
        blocks.subtract(slope, second_slope)
    else:
        product = (k * k_x).astype(np.float64)
        product.reshape(-1)[:: n + 1] += eps
        second, second_slope = log_determinant(product)
        slope -= second_slope * k_x
    slope /= n * LN2
    return (first - second) / (n * LN2), slope


def centred(kernel):
    """H K H with H = Id - 11^T/n."""
    means = kernel.mean(axis=0)
    return kernel - means[:, None] - means + means.mean()


def cka(k, labels):
    """Centred kernel alignment with the label kernel and its derivative by K."""
    kernel_t = centred(k)
    kernel_y = centred((labels[:, None] == labels).astype(k.dtype))
    norm_t, norm_y = np.linalg.norm(kernel_t), np.linalg.norm(kernel_y)
    alignment = float(np.vdot(kernel_t, kernel_y)) / float(norm_t * norm_y)
    return alignment, (kernel_y / norm_y - kernel_t * (alignment / norm_t)) / norm_t


def gradient_at_outputs(t, slope, k, distances, s2, c):
    """From G = dloss/dK to dloss/dT, through the width of the kernel too."""
    n = len(t)
    p = slope.astype(t.dtype) * k
    result = p @ t
    result -= p.sum(axis=1)[:, None] * t
    result *= t.dtype.type(2 / s2)
    through_width = float(np.vdot(p, distances)) / (2 * s2 * s2) * c * 4 / (n - 1)
    result += t.dtype.type(through_width) * t
    return result


def local_loss(outputs, labels, loss="renyi", parameter=0.5, c=1.0, beta=0.0, inputs=None, c_x=0.25):
    """-I(T;Y) + beta I(T;X) (CKA: minus the alignment) and its gradient at the outputs, n x d like them."""
    t = outputs - outputs.mean(axis=0)
    k, distances, s2 = gram(t, c)
    if loss == "cka":
        information, slope = cka(k, labels)
    else:
        measure = renyi_information if loss == "renyi" else log_det_information
        information, slope = measure(k, parameter, blocks=LabelBlocks(labels))
        if beta:
            k_x, _, _ = gram(inputs - inputs.mean(axis=0), c_x)
            with_inputs, input_slope = measure(k, parameter, k_x=k_x)
            information -= beta * with_inputs
            slope = slope - beta * input_slope
    return -information, gradient_at_outputs(t, -slope, k, distances, s2, c)


def main():
    from batches import LOG_DET_EPS, WIDTH, parse_arguments, run_cases

    def prepare(case, outputs, labels):
        loss, _, alpha = case.partition("-") if case.startswith("renyi") else (case, "", str(LOG_DET_EPS))
        return lambda: local_loss(outputs, labels, loss, float(alpha), WIDTH[case])

    run_cases(parse_arguments(__doc__), "numpy", prepare)


if __name__ == "__main__":
    main()
